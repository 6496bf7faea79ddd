/** The compose files of four real checkouts: each is imported, or refused with every reason. UPDATE_GOLDEN=1 renews the list. */
import { beforeAll, expect, test } from "@jest/globals";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { parse } from "yaml";
import { Command } from "commander";
import { ProblemsError } from "../../infra/problems.ts";
import type { Context } from "../../ops/command.ts";
import { importFiles } from "../../ops/commands/import.ts";
import { composeCases, type ComposeCase } from "../../tests/fixtures/legacy/compose-files.ts";
import { corrected } from "./corrected.testing.ts";
import { importCompose } from "./import.ts";
import type { Unpinned } from "./part.ts";
import { catalogueName } from "./words.ts";

let cases: (ComposeCase & Record<Unpinned, ReturnType<typeof from>>)[] = [];
beforeAll(async () => void (cases = (await composeCases()).map((one) => ({ ...one, refuse: from(one), keep: from(one, "keep") }))), 30_000);

const from = ({ path, read }: Pick<ComposeCase, "path" | "read">, unpinned: Unpinned = "refuse") => importCompose({ files: [path], environment: [{}], profiles: ["*"], read }, { tier: 6, root: ".", unpinned });
const outcome = ({ imported, problems }: ReturnType<typeof from>) => (imported ? `${imported.services.length} services, ${imported.losses.length} told` : `${problems.length} reasons`);

test("each file's outcome, without and with --unpinned keep, is the one that is written down", () => {
  const lines = cases.flatMap((one) => {
    const [refuse, keep] = [outcome(one.refuse), outcome(one.keep)];
    return [`${one.estate} ${one.path}: ${refuse}${refuse === keep ? "" : `; --unpinned keep: ${keep}`}`, ...one.refuse.problems.map((p) => `  ${p.at.file}:${p.at.line} ${p.rule}: ${p.got}`)];
  });
  const golden = new URL("estates.golden.txt", import.meta.url);
  if (process.env.UPDATE_GOLDEN === "1") writeFileSync(golden, `${lines.join("\n")}\n`);
  expect(lines).toEqual(readFileSync(golden, "utf8").trimEnd().split("\n"));
});

test("every service of an imported file is in the catalogue, and every reason has a place, what was got and a way on", () => {
  const all = cases.flatMap((one) => [one.refuse, one.keep].map((result) => ({ one, result })));
  expect(all.filter(({ result }) => result.imported).length).toBeGreaterThan(40);
  for (const { one, result: { imported, problems } } of all) {
    const written = imported ? Object.keys((parse(one.read(one.path), { merge: true }) as { services: object }).services ?? {}) : [];
    expect(imported?.services.map((s) => s.name).sort() ?? []).toEqual(written.map(catalogueName).sort());
    for (const p of problems) expect([p.at.line > 0, p.got !== "", p.fix !== "", p.fix !== "correct the value"]).toEqual([true, true, true, true]);
  }
});

test("once what was told is corrected, and nothing else, the file is imported", () => {
  const again = cases.filter((one) => one.refuse.problems.length > 0).flatMap((one) => {
    const { problems } = one.refuse;
    const text = corrected(one, problems);
    if (text === undefined) return [];
    const result = from({ path: one.path, read: (path) => (path === one.path ? text : existing(one, path)) });
    return [{ file: `${one.estate} ${one.path}`, left: result.problems.map((p) => `${p.at.line} ${p.rule}: ${p.got}`) }];
  });
  expect(again.filter(({ left }) => left.length > 0)).toEqual([]);
  expect(again.length).toBeGreaterThan(40);
});

/** A named file that is missing is made, empty. */
function existing({ read }: ComposeCase, path: string): string {
  try {
    return read(path);
  } catch {
    return "";
  }
}

test("a refused file writes nothing, and says all of its reasons on the way out", async () => {
  const folder = mkdtempSync(join(tmpdir(), "import-"));
  try {
    const one = cases.find(({ path, estate }) => path === "docker-compose.yml" && estate === "8070f4964")!;
    writeFileSync(join(folder, "docker-compose.yml"), one.read(one.path));
    const command = new Command().exitOverride();
    importFiles.configure!(command);
    command.option("--profile <name>", "", (name: string, all: string[]) => [...all, name], [] as string[]);
    const context = { root: dirname(folder), json: false, out: { json: () => undefined, line: () => undefined } } as unknown as Context;
    let thrown: unknown;
    command.action(async (...args: unknown[]) => void (await importFiles.run(context, args.slice(0, -2), args.at(-2) as Record<string, unknown>).catch((error: unknown) => (thrown = error))));
    await command.parseAsync([join(folder, "docker-compose.yml"), "--profile", "*", "--out", join(folder, "out.ts")], { from: "user" });
    expect(thrown).toBeInstanceOf(ProblemsError);
    expect((thrown as ProblemsError).problems.length).toBe(one.refuse.problems.length);
    expect(readdirSync(folder)).toEqual(["docker-compose.yml"]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
