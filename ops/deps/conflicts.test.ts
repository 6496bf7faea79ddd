import { expect, test } from "@jest/globals";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { report } from "./check.ts";
import { findConflicts } from "./conflicts.ts";
import { readRequirements } from "./requirements.ts";
import { pins, verdictOf, type Resolve } from "./uv.ts";

const LISTS = join(import.meta.dirname, "../../tests/fixtures/report-lists");
const files = ["python-base", "ai-base", "security-base"].map((name) => ({ path: `${name}/requirements.txt`, text: readFileSync(join(LISTS, name, "requirements.txt"), "utf8") }));

/** What uv 0.13.8 said of the two pairs on the day of the first lock. */
const OLLAMA = `error: No solution found when resolving dependencies
  cause: Because ollama==0.3.0 depends on httpx>=0.27.0,<0.28.0 and you require ollama==0.3.0, we can conclude that you require httpx>=0.27.0,<0.28.0.
         And because you require httpx==0.28.1, we can conclude that your requirements are unsatisfiable.
`;
const LANGCHAIN = `error: No solution found when resolving dependencies
  cause: Because langchain==0.3.11 depends on numpy{python_full_version < '3.12'}>=1.22.4,<2 and you require numpy==2.1.3, we can conclude that your requirements and langchain==0.3.11 are incompatible.
         And because you require langchain==0.3.11, we can conclude that your requirements are unsatisfiable.
`;

/** Answers as the registry would: the recorded refusals, and the versions that uv found for loosened pins. */
const recorded: Resolve = async ({ lines, lowest }) => {
  const has = (...texts: string[]) => texts.every((text) => lines.includes(text));
  if (has("ollama==0.3.0", "httpx==0.28.1")) return verdictOf({ code: 1, stdout: "", stderr: OLLAMA });
  if (has("langchain==0.3.11", "numpy==2.1.3")) return verdictOf({ code: 1, stdout: "", stderr: LANGCHAIN });
  const loosened: Record<string, string> = lowest ? { "ollama>0.3.0": "ollama==0.4.7", "langchain>0.3.11": "langchain==0.3.20", "httpx>0.28.1": "", "numpy>2.1.3": "" } : { "httpx<0.28.1": "httpx==0.27.2", "numpy<2.1.3": "numpy==1.26.4", "langchain<0.3.11": "langchain==0.0.27", "ollama<0.3.0": "" };
  const found = lines.map((line) => loosened[line] ?? line);
  return found.includes("") ? { reason: "no such version" } : { versions: pins(found.join("\n")) };
};

test("the report's lists: two pairs of pins exclude each other; the smallest change of each, and then all resolve", async () => {
  const { requirements, unread } = readRequirements(files);
  const findings = await findConflicts(requirements, recorded);
  expect(unread).toEqual([]);
  expect(findings.conflicts.map((c) => [c.requirements.map((r) => r.text), c.minimal, c.changes.map((x) => `${x.name} ${x.from} -> ${x.to}`)])).toEqual([
    [["httpx==0.28.1", "ollama==0.3.0"], true, ["ollama 0.3.0 -> 0.4.7", "httpx 0.28.1 -> 0.27.2"]],
    [["numpy==2.1.3", "langchain==0.3.11"], true, ["langchain 0.3.11 -> 0.3.20", "numpy 2.1.3 -> 1.26.4"]],
  ]);
  expect(findings.resolved).toBe(4);
  expect(report({ environment: "Python", requirements: requirements.length, ...findings, unread }).slice(0, 6)).toEqual([
    "conflict: httpx==0.28.1 and ollama==0.3.0",
    "  python-base/requirements.txt:5: httpx==0.28.1",
    "  ai-base/requirements.txt:1: ollama==0.3.0",
    "  because ollama==0.3.0 depends on httpx>=0.27.0,<0.28.0 and you require ollama==0.3.0, we can conclude that you require httpx>=0.27.0,<0.28.0. And because you require httpx==0.28.1, we can conclude that your requirements are unsatisfiable.",
    "  smallest change: ollama 0.3.0 -> 0.4.7; or httpx 0.28.1 -> 0.27.2",
    "",
  ]);
});

/** Pins of one package exclude each other; everything else agrees. */
const oneVersionEach: Resolve = async ({ lines }) => {
  const versions = Map.groupBy(lines.filter((l) => l.includes("==")), (l) => l.split("==")[0]!);
  const clash = [...versions].find(([, all]) => new Set(all).size > 1);
  return clash ? { reason: `you require ${clash[1].join(" and ")}` } : { versions: pins(lines.join("\n")) };
};

test("many pins of one package are one conflict, with every file that asks and the newest as the way out", async () => {
  const many = ["1.9.0", "1.10.0", "1.2.0"].map((version, i) => ({ path: `s${i}/requirements.txt`, text: `fastapi==${version}\nhttpx==0.28.1\n` }));
  const { conflicts, resolved } = await findConflicts(readRequirements(many).requirements, oneVersionEach);
  expect(conflicts.map((c) => [c.requirements.length, c.variants.map((v) => v.text), c.changes.map((x) => `${x.from}->${x.to}`)])).toEqual([[2, ["fastapi==1.9.0", "fastapi==1.10.0", "fastapi==1.2.0"], ["1.9.0->1.10.0", "1.2.0->1.10.0"]]]);
  expect(resolved).toBe(2);
});

test("of pins that exclude each other the newest that can be had stands for all; where none can, none does", async () => {
  const missing = (...gone: string[]): Resolve => async ({ lines }) => {
    const absent = lines.find((line) => gone.includes(line));
    return absent ? { reason: `there is no version of ${absent}` } : oneVersionEach({ lines });
  };
  const { requirements } = readRequirements([{ path: "r.txt", text: "torch==2.5.1+cu118\ntorch==2.4.0\nhttpx\n" }]);
  const found = async (resolve: Resolve) => (await findConflicts(requirements, resolve)).conflicts.map((c) => [c.requirements.map((r) => r.text), c.changes.map((x) => `${x.from} -> ${x.to}`)]);
  expect(await found(missing("torch==2.5.1+cu118"))).toEqual([[["torch==2.5.1+cu118"], ["2.5.1+cu118 -> 2.4.0"]]]);
  expect(await found(missing("torch==2.5.1+cu118", "torch==2.4.0"))).toEqual([[[expect.stringMatching(/^torch/)], []]]);
});

test("a pin that two others pull to and fro is given up, not moved for ever", async () => {
  const toAndFro: Resolve = async ({ lines }) => {
    const [a, free] = [lines.find((l) => l.startsWith("a==")), lines.find((l) => /^a[<>]/.test(l))];
    if (free) return lines.some((l) => l.startsWith("up")) ? { versions: new Map([["a", "2.0"]]) } : { versions: new Map([["a", "1.0"]]) };
    if (lines.some((l) => /^(up|down)[<>]/.test(l))) return { reason: "none" };
    if ((a === "a==1.0" && lines.includes("up==1")) || (a === "a==2.0" && lines.includes("down==1"))) return { reason: "a" };
    return { versions: pins(lines.join("\n")) };
  };
  const { conflicts, resolved, leftOut } = await findConflicts(readRequirements([{ path: "r.txt", text: "a==1.0\nup==1\ndown==1\n" }]).requirements, toAndFro);
  expect(conflicts.map((c) => c.requirements.map((r) => r.asked ?? r.text))).toEqual([["a==1.0", "up==1"], ["a==1.0", "down==1"]]);
  expect({ resolved, leftOut }).toEqual({ resolved: 2, leftOut: ["a==1.0"] });
});

test("a version that does not exist is a conflict by itself", async () => {
  const none: Resolve = async ({ lines }) => (lines.includes("six==0.0.1") ? { reason: "Because there is no version of six==0.0.1 and you require six==0.0.1, ..." } : { versions: new Map() });
  const { conflicts } = await findConflicts(readRequirements([{ path: "r.txt", text: "httpx\nsix==0.0.1\nrich\n" }]).requirements, none);
  expect(conflicts.map((c) => c.requirements.map((r) => r.text))).toEqual([["six==0.0.1"]]);
});

test("a line that the resolver cannot read is a refusal with its cause", () => {
  const stderr = "error: Couldn't parse requirement in `requirements.in` at position 0\n  cause: Operator > is incompatible with local segments\n         torch>2.5.1+cu118\n";
  expect(verdictOf({ code: 2, stdout: "", stderr })).toEqual({ reason: "Operator > is incompatible with local segments" });
});

test("the bounds around a pin of a local version have no local part", async () => {
  const asked: string[] = [];
  const none: Resolve = async ({ lines }) => (asked.push(...lines), lines.includes("torch==2.5.1+cu118") ? { reason: "there is no version of torch==2.5.1+cu118" } : { versions: pins("torch==2.6.0") });
  const { conflicts } = await findConflicts(readRequirements([{ path: "r.txt", text: "torch==2.5.1+cu118\n" }]).requirements, none);
  expect(conflicts[0]!.changes).toEqual([{ name: "torch", from: "2.5.1+cu118", to: "2.6.0" }]);
  expect(asked.filter((line) => !line.includes("=="))).toEqual(["torch>2.5.1", "torch<2.5.1"]);
});

test("a registry that cannot be reached is no conflict", () => {
  const stderr = "error: Failed to fetch: http://127.0.0.1:9/simple/ollama/\n  cause: Connection refused (os error 111)\n";
  expect(() => verdictOf({ code: 2, stdout: "", stderr })).toThrow("The resolver gave no verdict (exit code 2)\n  | error: Failed to fetch");
});
