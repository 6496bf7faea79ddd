import { mkdir, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { EnvironmentError, type Context } from "../command.ts";
import { about } from "../output.ts";
import { ensureGo } from "./go.ts";
import { buildEnv, type Piece } from "./plan.ts";
import { run, tail } from "./run.ts";

const REPORT_EVERY_MS = 20_000;

/**
 * Builds pieces one after another (Go uses all CPUs by itself) into a new folder and then gives it its name,
 * so that a killed build leaves nothing that looks whole.
 */
export async function buildInto(context: Context, target: string, plan: (go: string, dir: string) => Piece[]): Promise<void> {
  const go = await ensureGo(context);
  const temporary = `${target}.building`;
  await rm(temporary, { recursive: true, force: true });
  await mkdir(temporary, { recursive: true, mode: 0o700 });
  for (const piece of plan(go, temporary)) await buildPiece(context, piece);
  await rm(target, { recursive: true, force: true });
  await mkdir(dirname(target), { recursive: true, mode: 0o700 });
  await rename(temporary, target);
}

async function buildPiece(context: Context, piece: Piece): Promise<void> {
  await context.out.step(`build ${piece.title} (about ${about(piece.coldSeconds)} when nothing is cached)`, async (progress) => {
    let packages = 0;
    let downloads = 0;
    let reported = Date.now();
    const env = buildEnv(process.env, context.cache);
    const result = await run(piece.argv, {
      cwd: piece.cwd,
      env,
      onLine: (line) => {
        if (line.startsWith("go: downloading")) downloads++;
        else packages++;
        if (Date.now() - reported < REPORT_EVERY_MS) return;
        reported = Date.now();
        progress(`${downloads} modules downloaded, ${packages} packages compiled`);
      },
    });
    if (result.code !== 0) {
      throw new EnvironmentError(
        `${piece.title}: \`go build\` in ${piece.cwd} ended with code ${result.code}\n${tail({ ...result, stderr: errorsOnly(result.stderr) })}`,
        "let Go reach a module proxy (`go env -w GOPROXY=URL`) or install the program yourself, then run the command again",
      );
    }
  });
}

/** `go build -v` names every package it compiles; an error is what else it says. */
function errorsOnly(stderr: string): string {
  return stderr.split("\n").filter((line) => !/^[\w.-]+(\/[\w.~-]+)*$/.test(line)).join("\n");
}
