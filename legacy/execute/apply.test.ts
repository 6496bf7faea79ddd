import { afterEach, expect, test } from "@jest/globals";
import * as fs from "node:fs";
import { agendaOf, applyPlan, type Choice, type Estate } from "./apply.ts";
import { latestRun, progressOf } from "./archive.ts";
import type { Gate } from "./gate.ts";
import { rollBack } from "./rollback.ts";
import { statusOf } from "./status.ts";
import { age, makeEstate, makePlan, put, removal, runScript, shape, snapshot, write } from "./testing.ts";
import { under } from "./disk.ts";
import { sha256 } from "../sha256.ts";
import type { ConsolidationPlan } from "../plan-types.ts";

const made: { remove: () => void }[] = [];
afterEach(() => made.splice(0).forEach((m) => m.remove()));

function estate() {
  const e = makeEstate();
  made.push(e);
  put(e.root, "a/requirements.txt", "x==1\n", 0o640);
  put(e.root, "a/Dockerfile", "FROM x\n");
  put(e.root, "b/requirements.txt", "x==1\n", 0o444);
  put(e.root, "README.md", "see a/requirements.txt\n");
  fs.symlinkSync("../a/requirements.txt", under(e.root, "b/link.txt"));
  fs.mkdirSync(under(e.root, "empty"));
  age(e.root);
  return e;
}

const apply = (e: Estate, plan: ConsolidationPlan, choice: Partial<Choice> = {}, gates: Gate[] = []) => applyPlan(e, plan, { allow: [], ...choice }, gates, () => undefined);

const planFor = (e: Estate): ConsolidationPlan =>
  makePlan([
    { changes: [write("shared/constraints.txt", "x==1\n"), write("README.md", "see shared/constraints.txt\n", sha256(Buffer.from("see a/requirements.txt\n")))] },
    { phase: "bulk", changes: [removal(e.root, "b/requirements.txt"), removal(e.root, "b/link.txt"), { kind: "link", path: "a/requirements.txt", target: "../shared/constraints.txt", before: sha256(Buffer.from("x==1\n")) }] },
  ]);

test("a plan is done, an emptied folder goes, an empty one stays; a second apply has nothing to do", async () => {
  const e = estate();
  const outcome = await apply(e, planFor(e));
  expect(outcome.done).toEqual(["s0", "s1"]);
  expect(Object.keys(shape(e.root))).toEqual([".", "README.md", "a", "a/Dockerfile", "a/requirements.txt", "empty", "shared", "shared/constraints.txt"]);
  expect(fs.readFileSync(under(e.root, "a/requirements.txt"), "utf8")).toBe("x==1\n");
  expect((await apply(e, outcome.run.plan)).done).toEqual([]);
});

test.each([
  ["node", (e: Estate) => void rollBack(e, undefined, () => undefined)],
  ["sh", (e: Estate) => expect(runScript(e.archive)).toEqual({ code: 0, text: `undone: s1\nundone: s0\nrestored: ${e.root}, 2 steps undone\n` })],
  ["bash", (e: Estate) => expect(runScript(e.archive, "0001", "bash").code).toBe(0)],
])("rolled back by %s everything is as it was: bytes, modes, links, times, folders", async (_, back) => {
  const e = estate();
  e.disk.touch(e.root, [[under(e.root, "b/requirements.txt"), "-1.500000001"]]);
  const before = snapshot(e.root);
  await apply(e, planFor(e));
  expect(snapshot(e.root)).not.toEqual(before);
  back(e);
  expect(snapshot(e.root)).toEqual(before);
  expect(rollBack(e, undefined, () => undefined)).toBeUndefined();
  expect((await apply(e, planFor(e))).run.folder).toEqual(under(e.archive, "0002"));
});

test.each([
  ["node", (e: Estate) => void rollBack(e, undefined, () => undefined)],
  ["sh", (e: Estate) => expect(runScript(e.archive).code).toBe(0)],
])("rolled back by %s, a name that became a link to another name of the same file is that file again", async (_, back) => {
  const e = estate();
  fs.linkSync(under(e.root, "a/requirements.txt"), under(e.root, "a/same.txt"));
  const before = snapshot(e.root);
  await apply(e, makePlan([{ changes: [{ kind: "link", path: "a/same.txt", target: "requirements.txt", before: sha256(Buffer.from("x==1\n")) }] }]));
  expect(fs.readlinkSync(under(e.root, "a/same.txt"))).toBe("requirements.txt");
  back(e);
  expect(snapshot(e.root)).toEqual(before);
});

test("an estate and an archive that were moved: the script is told where", async () => {
  const e = estate();
  const before = snapshot(e.root);
  await apply(e, planFor(e));
  const [estateNow, archiveNow] = ["moved estate", "moved archive"].map((name) => under(Buffer.from(e.home), name)) as [Buffer, Buffer];
  fs.renameSync(e.root, estateNow);
  fs.renameSync(e.archive, archiveNow);
  expect(runScript(archiveNow)).toMatchObject({ code: 1, text: expect.stringContaining("say where it lies: sh rollback.sh ESTATE") });
  expect(runScript(archiveNow, "0001", "sh", String(estateNow)).code).toBe(0);
  expect(snapshot(estateNow)).toEqual(before);
});

test("--to keeps a step, and what was undone can be done again", async () => {
  const e = estate();
  const plan = planFor(e);
  await apply(e, { ...plan, steps: plan.steps.slice(0, 1) });
  const after = snapshot(e.root);
  const f = estate();
  await apply(f, plan);
  const whole = shape(f.root);
  expect(rollBack(f, "s0", () => undefined)?.steps.map((s) => s.step)).toEqual(["s1"]);
  expect(Object.keys(snapshot(f.root))).toEqual(Object.keys(after));
  expect(() => rollBack(f, "s7", () => undefined)).toThrow("one of s0");
  expect((await apply(f, plan)).done).toEqual(["s1"]);
  expect(shape(f.root)).toEqual(whole);
});

test("a critical service is not touched until it is named", async () => {
  const e = estate();
  const [first, second] = planFor(e).steps;
  const plan = makePlan([{ ...first!, services: ["postgres"], critical: ["postgres"] }, { ...second!, changes: second!.changes.slice(0, 1) }]);
  expect(await apply(e, plan)).toMatchObject({ done: ["s1"], held: [{ step: "s0", services: ["postgres"] }] });
  expect(fs.existsSync(under(e.root, "shared"))).toBe(false);
  expect(await apply(e, plan, { allow: ["postgres"] })).toMatchObject({ done: ["s0"], held: [] });
});

test("a phase that fails its gate stops the run; the next apply asks the gate again", async () => {
  const e = estate();
  const plan = planFor(e);
  const problem = { path: "README.md", rule: "a good text", got: "a bad one", fix: "mend it" };
  const asked: string[] = [];
  let bad = true;
  const gate: Gate = { name: "texts", judge: async ({ phase }) => (asked.push(phase), { problems: bad ? [problem] : [], notes: ["read"] }) };
  expect(await apply(e, plan, {}, [gate])).toMatchObject({ done: ["s0"], failed: { phase: "base", problems: [problem] } });
  expect(gatesOf(e)).toEqual([["base", "as left passed", "texts failed (read)"]]);
  expect(await apply(e, plan)).toMatchObject({ done: [], failed: { problems: [{ path: "phase base", rule: 'judged again by "texts", which found something' }] } });
  expect(asked).toEqual(["base"]);
  bad = false;
  expect((await apply(e, plan, {}, [gate])).failed).toBeUndefined();
  expect(asked).toEqual(["base", "base", "bulk"]);
  await apply(e, plan, {}, [gate]);
  expect(asked).toHaveLength(3);
  expect(gatesOf(e)).toEqual(["base", "bulk"].map((phase) => [phase, "as left passed", "texts passed (read)"]));
});

/** What `status` says of each phase's gates. */
const gatesOf = (e: Estate) => {
  const run = latestRun(e.disk, e.archive)!;
  return statusOf(run.plan, progressOf(e.disk, run)).gates.map(({ phase, gates }) => [phase, ...gates.map((g) => `${g.name} ${g.passed ? "passed" : "failed"}${g.notes.length > 0 ? ` (${g.notes.join()})` : ""}`)]);
};

test("a gate that found something is waived by name only; one that is new judges phases that passed without it", async () => {
  const e = estate();
  const plan = planFor(e);
  const problem = { path: "x", rule: "r", got: "g", fix: "f" };
  await apply(e, plan, {}, [{ name: "builds", judge: async () => ({ problems: [problem] }) }]);
  expect((await apply(e, plan, { waive: ["other"] })).failed).toBeDefined();
  expect(await apply(e, plan, { waive: ["builds"] })).toMatchObject({ done: ["s1"] });
  const asked: string[] = [];
  expect((await apply(e, plan, {}, [{ name: "late", judge: async ({ phase }) => (asked.push(phase), { problems: [] }) }])).failed).toBeUndefined();
  expect(asked).toEqual(["base", "bulk"]);
});

test("a costly gate is asked when the others found nothing, and knows how every changed path was before its phase", async () => {
  const e = estate();
  const plan = planFor(e);
  const asked: string[] = [];
  const seen: Record<string, string> = {};
  const costly: Gate = {
    name: "costly",
    costly: true,
    judge: async ({ phase, past }) => {
      asked.push(phase);
      for (const [path, was] of past()) seen[`${phase} ${path}`] = was.kind === "file" ? was.bytes.toString() : was.kind === "link" ? `-> ${was.target}` : "none";
      return { problems: [] };
    },
  };
  const picky: Gate = { name: "picky", judge: async ({ phase }) => ({ problems: phase === "bulk" ? [{ path: "x", rule: "r", got: "g", fix: "f" }] : [] }) };
  const olds = Object.fromEntries(plan.steps.filter((s) => s.phase === "base").flatMap((s) => s.changes.map((c) => [`base ${c.path}`, fs.existsSync(under(e.root, c.path)) ? fs.readFileSync(under(e.root, c.path), "utf8") : "none"])));
  await apply(e, plan, {}, [costly, picky]);
  expect(asked).toEqual(["base"]);
  expect(seen).toEqual(olds);
});

test("a file that is not as its step left it fails the gate", async () => {
  const e = estate();
  const outcome = await apply(e, planFor(e), {}, [{ name: "g", judge: async ({ phase }) => (phase === "base" && fs.appendFileSync(under(e.root, "README.md"), "more"), { problems: [] }) }]);
  expect(outcome.failed).toMatchObject({ phase: "bulk", problems: [{ path: "s0: README.md" }] });
  fs.appendFileSync(under(e.root, "shared/constraints.txt"), "y\n");
  rollBackRefused(e, "s0: shared/constraints.txt");
});

function rollBackRefused(e: Estate, text: string) {
  const before = snapshot(e.root);
  expect(() => rollBack(e, undefined, () => undefined)).toThrow(text);
  expect(snapshot(e.root)).toEqual(before);
}

test("two plans one after the other are given back one after the other", async () => {
  const e = estate();
  const states = [snapshot(e.root)];
  await apply(e, planFor(e));
  states.unshift(snapshot(e.root));
  await apply(e, makePlan([{ changes: [write("shared/new", "n"), removal(e.root, "a/Dockerfile")] }]));
  for (const state of states) {
    expect(rollBack(e, undefined, () => undefined)).toBeDefined();
    expect(snapshot(e.root)).toEqual(state);
  }
  expect(rollBack(e, undefined, () => undefined)).toBeUndefined();
});

test("--phase stops after it", async () => {
  const e = estate();
  expect((await apply(e, planFor(e), { until: "pilot" })).done).toEqual(["s0"]);
  expect((await apply(e, planFor2(e), { until: "bulk" })).done).toEqual(["s1"]);
});

const planFor2 = (e: Estate) => latestRun(e.disk, e.archive)!.plan;

test("another plan is refused while one is half done", async () => {
  const e = estate();
  await apply(e, planFor(e), { until: "base" });
  expect(() => agendaOf(e, makePlan([{ changes: [write("new", "n")] }]), { allow: [] })).toThrow("another plan is half done on this estate");
  await apply(e, planFor2(e));
  expect((await apply(e, makePlan([{ changes: [write("new", "n")] }]))).run.folder).toEqual(under(e.archive, "0002"));
});

test("what is not as planned is said at once, and nothing is touched", async () => {
  const e = estate();
  const plan = planFor(e);
  fs.appendFileSync(under(e.root, "README.md"), "changed since\n");
  fs.rmSync(under(e.root, "b/link.txt"));
  put(e.root, "shared/constraints.txt", "mine\n");
  const before = snapshot(e.root);
  await expect(apply(e, plan)).rejects.toThrow("nothing was touched: the estate is not as planned: 3 problems");
  expect(snapshot(e.root)).toEqual(before);
  expect(fs.readdirSync(String(e.archive))).toEqual([]);
});

test("the journal says what was done", async () => {
  const e = estate();
  const { run } = await apply(e, planFor(e));
  const names = progressOf(e.disk, run).active.map((a) => a.name);
  const events = fs.readFileSync(under(run.folder, "journal.jsonl"), "utf8").split("\n").filter(Boolean).map((line) => JSON.parse(line) as Record<string, string>);
  expect(events.map((x) => [x.event, x.step ?? x.phase ?? "", x.record ?? ""])).toEqual([
    ["opened", "", ""],
    ["begun", "s0", names[0]],
    ["done", "s0", names[0]],
    ["gate", "base", ""],
    ["begun", "s1", names[1]],
    ["done", "s1", names[1]],
    ["gate", "bulk", ""],
  ]);
});
