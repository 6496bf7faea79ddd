/** Where vulnerabilities are looked up: a file that is given, else OSV's API. */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { OperationError, UsageError } from "../command.ts";
import { withScratch } from "../scratch.ts";
import { run } from "../toolchain/run.ts";
import { indexDatabase, parseDatabase, type Database, type OsvRecord, type Package } from "./osv.ts";

/** SUTAZAI_OSV_URL names a mirror of the API. */
const API = "https://api.osv.dev";
const QUERY_TIMEOUT_MS = 120_000;

export type Opened =
  | { readonly database: Database; readonly source: string; readonly records: number }
  /** Why there is none: never to be read as "no vulnerabilities". */
  | { readonly unavailable: string };

/** @param packages what will be looked up; the API is asked for these alone. @throws UsageError for a file that is none. */
export async function openDatabase(file: string | undefined, packages: readonly Package[], env: NodeJS.ProcessEnv = process.env): Promise<Opened> {
  if (file !== undefined) {
    const records = await fromFile(file);
    return { database: indexDatabase(records), source: file, records: records.length };
  }
  const url = env.SUTAZAI_OSV_URL ?? API;
  const answer = await query(url, packages, env);
  return typeof answer === "string" ? { unavailable: `${url} is not reachable (${answer})` } : { database: indexDatabase(answer), source: url, records: answer.length };
}

async function fromFile(file: string): Promise<OsvRecord[]> {
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`--database ${file} cannot be read: ${error.code}`);
  });
  try {
    return parseDatabase(text);
  } catch (error) {
    throw new OperationError(`--database ${file}: ${(error as Error).message}\n  fix: give records in the OSV format: a JSON array of them, or one a line`);
  }
}

/** The records, or why there are none. */
async function query(url: string, packages: readonly Package[], env: NodeJS.ProcessEnv): Promise<OsvRecord[] | string> {
  return withScratch(async (scratch) => {
    const [input, output] = [join(scratch, "packages.json"), join(scratch, "records.json")];
    await writeFile(input, JSON.stringify(packages));
    const script = fileURLToPath(new URL("./osv-query.ts", import.meta.url));
    const result = await run([process.execPath, "--use-system-ca", "--no-warnings", script, url, input, output], { env: { ...env, NODE_USE_ENV_PROXY: "1" }, timeoutMs: QUERY_TIMEOUT_MS });
    if (result.code !== 0) return result.stderr.trim().split("\n").at(-1) ?? `exit code ${result.code}`;
    return JSON.parse(await readFile(output, "utf8")) as OsvRecord[];
  });
}
