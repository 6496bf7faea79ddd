/** Asks docker compose what each case means: `node readers/compose/corpus/record.ts [COMPOSE]...`, by default `docker compose`. */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { CASES, type Case } from "./cases.ts";

export interface Answer {
  readonly name: string;
  /** Undefined when compose refuses the project. */
  readonly services: unknown;
}

/** The project's folder in answers. */
export const FOLDER = "/project";

/** What this compose says; its words for a refusal are left out. */
export function ask({ name, files, compose, profiles = [], env = {} }: Case, program: readonly string[]): Answer {
  const folder = mkdtempSync(join(tmpdir(), "compose-case-"));
  try {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    const [command, ...words] = [...program, "-p", "case", ...compose.flatMap((f) => ["-f", f]), ...profiles.flatMap((p) => ["--profile", p]), "config", "--format", "json"];
    const said = spawnSync(command!, words, { cwd: folder, encoding: "utf8", env: { PATH: process.env.PATH, HOME: folder, ...env } });
    if (said.error) throw said.error;
    return { name, services: said.status === 0 ? (JSON.parse(said.stdout.replaceAll(folder, FOLDER)) as { services?: unknown }).services ?? {} : undefined };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const program = process.argv.length > 2 ? process.argv.slice(2) : ["docker", "compose"];
  const answers = CASES.map((one) => ask(one, program));
  writeFileSync(fileURLToPath(new URL("answers.json", import.meta.url)), `[\n${answers.map((a) => JSON.stringify(a)).join(",\n")}\n]\n`);
}
