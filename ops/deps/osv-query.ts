/**
 * Asks OSV's API for packages: `node osv-query.ts URL INPUT OUTPUT`, files of JSON: packages in, records out.
 * A process of its own, so that Node's proxy and system certificate switches apply to it alone.
 */
import { readFileSync, writeFileSync } from "node:fs";
import type { OsvRecord, Package } from "./osv.ts";

/** The API's own limit. */
const QUERIES_AT_ONCE = 1000;
const TIMEOUT_MS = 30_000;

const [base, input, output] = process.argv.slice(2) as [string, string, string];

async function ask<T>(path: string, body?: object): Promise<T> {
  const init = body === undefined ? {} : { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
  const response = await fetch(new URL(path, base), { ...init, signal: AbortSignal.timeout(TIMEOUT_MS) });
  if (!response.ok) throw new Error(`HTTP ${response.status} from ${path}`);
  return (await response.json()) as T;
}

try {
  const packages = JSON.parse(readFileSync(input, "utf8")) as Package[];
  const ids = new Set<string>();
  for (let at = 0; at < packages.length; at += QUERIES_AT_ONCE) {
    const queries = packages.slice(at, at + QUERIES_AT_ONCE).map(({ ecosystem, name, version }) => ({ package: { ecosystem, name }, version }));
    const { results } = await ask<{ results: { vulns?: { id: string }[] }[] }>("/v1/querybatch", { queries });
    for (const { vulns = [] } of results) for (const { id } of vulns) ids.add(id);
  }
  const records: OsvRecord[] = [];
  for (const id of ids) records.push(await ask<OsvRecord>(`/v1/vulns/${encodeURIComponent(id)}`));
  writeFileSync(output, JSON.stringify(records));
} catch (error) {
  const cause = (error as Error).cause;
  process.stderr.write(`${cause instanceof Error ? cause.message : (error as Error).message}\n`);
  process.exitCode = 1;
}
