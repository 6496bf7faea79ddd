/** The words of `./sutazai consolidate`: what it refuses, prints and returns. */
import { afterEach, expect, test } from "@jest/globals";
import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import { join } from "node:path";
import { Command } from "commander";
import { under } from "../../legacy/execute/disk.ts";
import { makeEstate, makePlan, put, removal, snapshot, write } from "../../legacy/execute/testing.ts";
import { sha256 } from "../../legacy/sha256.ts";
import { readEstate } from "../../legacy/plan/estate.ts";
import { treeDigest } from "../../legacy/plan/tree-digest.ts";
import { LARGEST_FILE } from "../../legacy/tree.ts";
import { planDigest, planJson } from "../../legacy/plan-types.ts";
import type { Context } from "../command.ts";
import { consolidate } from "./consolidate.ts";

const made: { remove: () => void }[] = [];
afterEach(() => made.splice(0).forEach((m) => m.remove()));

function estate() {
  const e = makeEstate();
  made.push(e);
  put(e.root, "old.txt", "x\n");
  put(e.root, "db.yml", "y\n");
  const plan = { ...makePlan([{ changes: [removal(e.root, "old.txt"), write("new.txt", "n\n")] }, { phase: "bulk", services: ["postgres"], critical: ["postgres"], changes: [removal(e.root, "db.yml")] }]), tree: treeOf(e) };
  const file = join(e.home, "plan.json");
  fs.writeFileSync(file, planJson(plan));
  return { ...e, plan, file, dir: String(e.root) };
}

const treeOf = ({ root }: { root: Buffer }) => treeDigest(readEstate(String(root)));

/** Runs the command with these words; lines for people and the JSON document. */
async function run(e: { home: string }, ...words: string[]) {
  const lines: string[] = [];
  let document: unknown;
  const out = { line: (text = "") => void lines.push(text), step: (_: string, work: (p: (t: string) => void) => Promise<unknown>) => work(() => undefined), json: (d: unknown) => void (document = d), table: (rows: string[][]) => rows.forEach((r) => lines.push(r.join(" ").trim())), paint: (_: string, text: string) => text };
  const context = { home: join(e.home, "home"), out, json: true } as unknown as Context;
  const command = new Command().exitOverride();
  consolidate.configure!(command);
  let exit: number | undefined;
  command.action(async (...args: unknown[]) => void (exit = await consolidate.run(context, args.slice(0, -2), args.at(-2) as Record<string, unknown>)));
  await command.parseAsync(words, { from: "user" });
  return { exit, lines, document };
}

test("without --execute every change is printed and nothing is touched, not even an archive made", async () => {
  const e = estate();
  const before = snapshot(Buffer.from(e.home));
  expect(await run(e, "apply", e.dir, "--plan", e.file)).toEqual({
    exit: 0,
    lines: ["  s0: step 0 (risk low)", "    cause: a test", "    remove   old.txt", "    create   new.txt (2 bytes, mode 0644)", "held: s1 touches postgres; --allow postgres", "1 of 2 steps would be done; nothing was touched; --execute does them"],
    document: { plan: planDigest(e.plan), executed: false, steps: [e.plan.steps[0]], held: [{ step: "s1", services: ["postgres"] }], problems: [] },
  });
  expect(snapshot(Buffer.from(e.home))).toEqual(before);
});

test("apply, status, the rest by name, rollback", async () => {
  const e = estate();
  const start = snapshot(e.root);
  expect((await run(e, "status", e.dir)).lines).toEqual([`${e.dir}: no plan was ever applied`]);
  expect(await run(e, "apply", e.dir, "--plan", e.file, "--execute")).toMatchObject({ exit: 0, document: { executed: true, done: ["s0"], gates: [{ phase: "base", gates: ["as left", "references", "dockerfiles"].map((name) => ({ name, passed: true, notes: [] })) }], failed: null } });
  const { lines } = await run(e, "status", e.dir);
  expect(lines.slice(0, 3)).toEqual(["STEP PHASE STATE GATE TITLE", "s0 base done passed step 0", "s1 bulk open  step 1"]);
  expect(lines[3]).toBe("gate base: as left passed; references passed; dockerfiles passed");
  expect(lines[4]).toContain("1 step is held for critical services: --allow SERVICE; archive ");
  expect(await run(e, "apply", e.dir, "--execute", "--allow", "postgres")).toMatchObject({ exit: 0, document: { done: ["s1"], held: [] } });
  expect(await run(e, "rollback", e.dir)).toMatchObject({ exit: 0, lines: ["  db.yml", "  old.txt", "  new.txt", "2 steps undone, 3 paths are as they were"] });
  expect(snapshot(e.root)).toEqual(start);
  expect((await run(e, "status", e.dir)).lines.at(-1)).toContain(": given back as it was; archive ");
  expect((await run(e, "rollback", e.dir)).lines).toEqual([`nothing to give back: no plan is applied to ${e.dir}`]);
});

test.each([
  [["move", "DIR"], '"move" is not one of plan, generate, apply, rollback, status'],
  [["apply", "DIR/none"], 'there is no folder "'],
  [["plan", ""], 'there is no folder ""'],
  [["apply", "DIR"], "no plan was begun on this estate; name one: --plan FILE"],
  [["apply", "DIR", "--plan", "FILE", "--phase", "last"], '--phase is one of base, pilot, bulk, final, not "last"'],
  [["apply", "DIR", "--plan", "FILE", "--allow", "redis"], "no step of the plan touches a critical service redis; known: postgres"],
  [["apply", "DIR", "--plan", "FILE", "--execute", "--waive", "dockerfile"], '--waive "dockerfile": no gate that can be waived is called that; nearest: dockerfiles; known: references, dockerfiles, builds'],
  [["apply", "DIR", "--plan", "FILE", "--execute", "--waive", "as left"], 'known: references, dockerfiles, builds'],
  [["plan", "DIR", "--critical", "webb"], '--critical "webb": no file of the estate belongs to a service of that name; nearest: web; known: api, web'],
  [["plan", "DIR", "--critical", "api,"], '--critical "": no file of the estate'],
  [["plan", "DIR", "--critical", "web", "--allow", "api"], '--allow "api": no critical service is called that, and others need not be allowed; known: postgres, redis, neo4j, ollama, backend, frontend, web'],
  [["apply", "DIR", "--plan", "FILE", "--validate", "some"], '--validate is build or all, not "some"'],
  [["apply", "DIR", "--plan", "FILE", "--time-limit", "5"], "are about builds: give --validate build, too"],
  [["apply", "DIR", "--plan", "FILE", "--validate", "build", "--accept", "size"], "--accept is one of user, working directory, "],
  [["rollback", "DIR", "--time-limit", "5"], "--time-limit does not belong to consolidate rollback"],
  [["apply", "DIR", "--to", "s0"], "--to does not belong to consolidate apply"],
  [["rollback", "DIR", "--execute"], "--execute does not belong to consolidate rollback"],
  [["apply", "DIR", "--plan", "DIR/none.json"], "must be: a file with a plan in JSON\n    got:     nothing is there (ENOENT)"],
  [["apply", "DIR", "--plan", "FILE", "--archive", "DIR/old/archive"], "must be: a folder outside the estate that does not hold it either"],
  [["apply", "DIR", "--plan", "FILE", "--archive", "HOME"], "must be: a folder outside the estate that does not hold it either"],
])("%j is refused", async (words, message) => {
  const e = estate();
  put(e.root, "web/Dockerfile", "FROM x:1\n");
  put(e.root, "compose.yml", "services: {api: {image: x:1}}\n");
  const before = snapshot(e.root);
  await expect(run(e, ...words.map((w) => w.replace("DIR", e.dir).replace("FILE", e.file).replace("HOME", e.home)))).rejects.toThrow(message);
  expect(snapshot(e.root)).toEqual(before);
});

test("plan takes the names of folders, of services with a prefix and of those that are critical anyway", async () => {
  const e = estate();
  put(e.root, "shop/web/Dockerfile", "FROM x:1\n");
  put(e.root, "compose.yml", "services: {my-api: {image: x:1}}\n");
  expect(await run(e, "plan", e.dir, "--critical", "shop,web,api,redis", "--allow", "shop,neo4j")).toMatchObject({ exit: 0 });
});

test("plan says what it could not read, and how far its figures go", async () => {
  const e = estate();
  put(e.root, "web/Dockerfile", "FROM x:1\n");
  fs.truncateSync(under(e.root, "web/Dockerfile"), LARGEST_FILE + 1);
  execFileSync("mkfifo", [join(e.dir, "docker-compose.yml")]);
  const { exit, lines, document } = await run(e, "plan", e.dir);
  const unread = [{ path: "docker-compose.yml", problem: "a pipe, socket or device, no file" }, { path: "web/Dockerfile", problem: "16 MB, more than the 16 MB that are read" }];
  expect([exit, lines.filter((line) => /^not read|broken/.test(line)), (document as { unread: object[] }).unread]).toEqual([0, [...unread.map(({ path, problem }) => `not read: ${path}: ${problem}; it stays as it is, what it refers to is not known`), "references broken by the plan  0, as far as files could be read"], unread]);
});

test("a Dockerfile that a phase makes worse stops the run and is told; status says which gate", async () => {
  const e = estate();
  const old = "FROM python:3.11\nCOPY old.txt /\nUSER app\nHEALTHCHECK CMD true\n";
  put(e.root, "Dockerfile", old);
  const plan = { ...makePlan([{ changes: [write("Dockerfile", old.replace("USER app\n", "").replace("old.txt", "none.txt"), sha256(Buffer.from(old)))] }, { phase: "bulk", changes: [write("new.txt", "n\n")] }]), tree: treeOf(e) };
  fs.writeFileSync(e.file, planJson(plan));
  const stopped = run(e, "apply", e.dir, "--plan", e.file, "--execute");
  await expect(stopped).rejects.toThrow(/^phase base was done and did not pass its gates; .*: 2 problems\n  Dockerfile:1\n.*must end with a user other than root, as the one before it does\n    got: +no USER \(non-root-end\)\n.*\n  Dockerfile:2\n.*\n    got: +COPY none\.txt: no such file \(copy-sources-exist\)/);
  expect((await run(e, "status", e.dir)).lines.slice(1, 5)).toEqual(["s0 base done  step 0", "s1 bulk open  step 1", "gate base: as left passed; references passed; dockerfiles failed", "  dockerfiles: 1 Dockerfile judged by 18 rules"]);
});

test("an archive that would lie in the estate by way of a link is refused too", async () => {
  const e = estate();
  fs.symlinkSync(e.dir, join(e.home, "link"));
  await expect(run(e, "apply", e.dir, "--plan", e.file, "--archive", join(e.home, "link", "x"))).rejects.toThrow("outside the estate");
});

test("a plan that no longer fits is a finding, in the dry run and before the first change", async () => {
  const e = estate();
  fs.appendFileSync(under(e.root, "old.txt"), "more");
  await expect(run(e, "apply", e.dir, "--plan", e.file)).rejects.toThrow("the estate is not as planned: 1 problem\n  s0: old.txt");
  await expect(run(e, "apply", e.dir, "--plan", e.file, "--execute")).rejects.toThrow("nothing was touched: the estate is not as planned: 1 problem\n  s0: old.txt");
});

/** An estate with files that a plan relies on, and its plan, which only makes a file: it would fit any folder. */
function composed() {
  const e = estate();
  put(e.root, "docker-compose.yml", "services:\n  a:\n    build: .\n    env_file: a.env\n");
  put(e.root, "Dockerfile", "FROM x:1\nUSER 1\nHEALTHCHECK CMD x\n");
  put(e.root, "a.env", "A=1\n");
  put(e.root, "run.sh", "docker build -f Dockerfile .\n");
  const plan = { ...makePlan([{ changes: [write("new.txt", "n\n")] }, { phase: "bulk", changes: [write("more.txt", "n\n")] }]), tree: treeOf(e) };
  fs.writeFileSync(e.file, planJson(plan));
  const other = join(e.home, "other");
  fs.cpSync(e.dir, other, { recursive: true });
  return { ...e, plan, other };
}

test.each<[string, (dir: string) => void, boolean]>([
  ["an empty folder", (dir) => fs.readdirSync(dir).forEach((name) => fs.rmSync(join(dir, name))), false],
  ["another Dockerfile", (dir) => fs.appendFileSync(join(dir, "Dockerfile"), "# more\n"), false],
  ["one more compose file", (dir) => fs.writeFileSync(join(dir, "compose.yml"), "services: {}\n"), false],
  ["another env file of a service", (dir) => fs.appendFileSync(join(dir, "a.env"), "B=1\n"), false],
  ["a script that names one more file", (dir) => fs.appendFileSync(join(dir, "run.sh"), "docker compose -f docker-compose.yml up\n"), false],
  ["a copy", () => undefined, true],
  ["a copy with other modes and other files besides", (dir) => (fs.chmodSync(join(dir, "Dockerfile"), 0o664), fs.writeFileSync(join(dir, "app.py"), "x\n"), fs.rmSync(join(dir, "db.yml")), fs.writeFileSync(join(dir, "run.sh"), "# builds\n\ndocker build -f Dockerfile .\n")), true],
])("a plan is begun on the tree that it was made for: %s", async (_, change, fits) => {
  const e = composed();
  change(e.other);
  const before = snapshot(Buffer.from(e.other));
  const refused = `1 problem\n  ${e.other}\n    must be: the tree that the plan was made for (estate): the same Dockerfiles, requirements and compose files, and the same references to them\n    got:     another tree`;
  if (fits) expect(await run(e, "apply", e.other, "--plan", e.file, "--execute")).toMatchObject({ exit: 0, document: { done: ["s0", "s1"] } });
  else {
    await expect(run(e, "apply", e.other, "--plan", e.file)).rejects.toThrow(`the estate is not as planned: ${refused}`);
    await expect(run(e, "apply", e.other, "--plan", e.file, "--execute")).rejects.toThrow(`nothing was touched: this is not the estate that the plan was made for: ${refused}`);
    expect([snapshot(Buffer.from(e.other)), fs.existsSync(join(e.home, "home"))]).toEqual([before, false]);
  }
});

test("a plan that was begun goes on in the tree that its steps left, also where that was moved to; not in another", async () => {
  const e = composed();
  const archive = join(e.home, "kept");
  await run(e, "apply", e.dir, "--archive", archive, "--plan", e.file, "--execute", "--phase", "base");
  fs.appendFileSync(under(e.root, "Dockerfile"), "# later work\n");
  await expect(run(e, "apply", e.other, "--archive", archive, "--execute")).rejects.toThrow("nothing was touched: the estate is not as planned: 1 problem\n  s0: new.txt\n    must be: a file with");
  const moved = join(e.home, "moved");
  fs.renameSync(e.dir, moved);
  expect(await run(e, "apply", moved, "--archive", archive, "--plan", e.file, "--execute")).toMatchObject({ exit: 0, document: { done: ["s1"] } });
});
