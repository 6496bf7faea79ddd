/** A made-up estate is planned and consolidated with images built before and after each phase; what changes an image stops the run. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { readEstate } from "../../legacy/plan/estate.ts";
import { treeDigest } from "../../legacy/plan/tree-digest.ts";
import { sha256 } from "../../legacy/sha256.ts";
import { planJson, type ConsolidationPlan, type Step } from "../../legacy/plan-types.ts";
import { serve } from "./catalogue.ts";
import { minutes, TestStack, transientsSince } from "./harness.ts";

let stack: TestStack;
let folder: string;
let base: string;
let python: string;
let left: () => Promise<string[]>;

const agent = (port: number, more = "") => `FROM debian:12-slim\nCOPY settings.txt /etc/agent/\nRUN mkdir -p /srv/agent && echo ready > /srv/agent/state\n${more}ENV AGENT_PORT=${port}\nUSER 1000\nHEALTHCHECK --interval=1h CMD test -f /srv/agent/state\nCMD ["sleep", "300"]\n`;
const ESTATE: Readonly<Record<string, string>> = {
  "agents/one/Dockerfile": agent(1),
  "agents/one/settings.txt": "one\n",
  "agents/two/Dockerfile": agent(2),
  "agents/two/settings.txt": "two\n",
  "agents/spare/Dockerfile": agent(3),
  "agents/spare/settings.txt": "spare\n",
  "agents/sick/Dockerfile": agent(4, "RUN echo never worked && exit 3\n"),
  "agents/sick/settings.txt": "sick\n",
  "docker-compose.yml": "services:\n  one: {build: agents/one}\n  two: {build: agents/two}\n  sick: {build: agents/sick}\n",
};

const pythonAgent = (port: number) => `FROM python:3.11-slim\nENV PYTHONUNBUFFERED=1\nWORKDIR /srv\nUSER root\nRUN useradd --uid 1000 --create-home agent\nCOPY . .\nUSER agent\nEXPOSE ${port}\nHEALTHCHECK --interval=1h CMD python3 -c "import urllib.request; urllib.request.urlopen('http://127.0.0.1:${port}/')"\nCMD ["python3", "-m", "http.server", "${port}"]\n`;
const PYTHON: Readonly<Record<string, string>> = {
  "agents/one/Dockerfile": pythonAgent(8001),
  "agents/one/index.html": "one\n",
  "agents/two/Dockerfile": pythonAgent(8002),
  "agents/two/index.html": "two\n",
  "docker-compose.yml": "services:\n  one: {build: agents/one}\n  two: {build: agents/two}\n",
};

function makeEstate(name: string, files = ESTATE): string {
  const root = join(folder, name);
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
  return root;
}

const apply = (code: number, root: string, ...args: string[]) => stack.exits(code, "consolidate", "apply", root, "--archive", `${root}-archive`, "--execute", "--base", `debian:*=${base}`, "--ready-limit", "20", ...args);

interface Applied {
  readonly done: readonly string[];
  readonly gates: readonly { readonly phase: string; readonly gates: readonly { readonly name: string; readonly passed: boolean; readonly notes: readonly string[] }[] }[];
}
const builds = (document: Applied, phase: string) => document.gates.find((g) => g.phase === phase)?.gates.find((g) => g.name === "builds");

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "sutazai-consolidate-"));
  stack = await TestStack.create({ services: [serve("seed"), serve("python", { image: { built: "python-agent-base" } })] });
  left = await transientsSince(stack.docker);
  const { images } = (await stack.exits(0, "images", "build", "test-serve", "python-agent-base", "--json")).json<{ images: { name: string; reference: string }[] }>();
  base = images.find((image) => image.name === "lab-debian")!.reference;
  python = images.find((image) => image.name === "lab-python")!.reference;
}, minutes(6));

afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await stack?.dispose();
}, minutes(3));

test("images before and after each phase are the same, also of what became a row of the manifest; what never built is told", async () => {
  const root = makeEstate("good");
  const plan = join(folder, "good.json");
  await stack.exits(0, "consolidate", "plan", root, "--out", plan);
  const document = (await apply(0, root, "--plan", plan, "--validate", "all", "--json")).json<Applied>();
  const { passed, notes } = builds(document, "pilot")!;
  const told = notes.map((text) => text.replace(/, \d+\.\d s( \(cache\))?, [\d.]+ MB/g, ""));
  expect([passed, ...told]).toEqual([
    true,
    expect.stringMatching(/^agents\/one\/Dockerfile: healthy -> healthy; the same packages, user, ports and entry point$/),
    expect.stringMatching(/^agents\/sick\/Dockerfile: did not build before \(build error: .*exit 3' returned a non-zero code: 3\); nor does it now$/),
    expect.stringMatching(/^agents\/spare\/Dockerfile: healthy -> healthy; the same/),
    expect.stringMatching(/^agents\/two\/Dockerfile: healthy -> healthy; the same/),
    `base debian:12-slim was replaced by ${base}: what was built is not proven for the upstream one`,
  ]);
  expect((await stack.exits(0, "consolidate", "status", root, "--archive", `${root}-archive`)).stdout).toContain("gate pilot: as left passed; references passed; dockerfiles passed; builds passed");
  expect(await left()).toEqual([]);
}, minutes(4));

test("an image that would hold something else stops the run, until that is accepted or the phase given back", async () => {
  const root = makeEstate("bad");
  const write = (path: string, content: string) => ({ kind: "write", path, content, encoding: "utf8", mode: 0o644, before: sha256(readFileSync(join(root, path))) }) as const;
  const step = (id: string, phase: "pilot" | "bulk", path: string, content: string): Step => ({ id, phase, title: id, cause: "a test", risk: "low", services: [id], critical: [], changes: [write(path, content)] });
  const plan: ConsolidationPlan = {
    version: 1,
    root: "bad",
    tree: treeDigest(readEstate(root)),
    steps: [step("one", "pilot", "agents/one/Dockerfile", agent(1).replace("AGENT_PORT=1", "AGENT_PORT=9").replace("USER 1000", "USER 1001")), step("two", "bulk", "agents/two/Dockerfile", agent(2, "RUN exit 4\n"))],
  };
  writeFileSync(join(folder, "bad.json"), planJson(plan));
  const first = await apply(2, root, "--plan", join(folder, "bad.json"), "--validate", "build");
  expect(first.stderr).toMatch(/agents\/one\/Dockerfile\n +must be: an image that holds and starts what the old one did\n +got: +user: 1000 -> 1001; environment AGENT_PORT: 1 -> 9\n/);
  expect(first.stdout).toContain("gate pilot: as left passed; references passed; dockerfiles passed; builds failed");
  expect((await stack.exits(2, "consolidate", "apply", root, "--archive", `${root}-archive`, "--execute")).stderr).toContain('judged again by "builds", which found something');
  const second = await apply(2, root, "--validate", "build", "--accept", "user,environment");
  expect(second.stderr).toMatch(/phase bulk was done and did not pass its gates.*\n +agents\/two\/Dockerfile\n +must be: builds, as it did before\n +got: +build error: .*exit 4/);
  await stack.exits(0, "consolidate", "rollback", root, "--archive", `${root}-archive`);
  expect(readFileSync(join(root, "agents/one/Dockerfile"), "utf8")).toBe(ESTATE["agents/one/Dockerfile"]);
  expect(await left()).toEqual([]);
}, minutes(4));

test("agents of an upstream image are put onto our base: only what the plan names differs, and they are healthy", async () => {
  const root = makeEstate("based", PYTHON);
  const plan = join(folder, "based.json");
  const planned = await stack.exits(0, "consolidate", "plan", root, "--bases", "--out", plan);
  expect(planned.stdout).toMatch(/\npython:3\.11-slim -> sutazai\/python-agent-base:\S+: agents\/one\/Dockerfile, agents\/two\/Dockerfile\n +dropped \(risk low\): ENV PYTHONUNBUFFERED=1: the base sets the same\n/);
  const first = await apply(2, root, "--plan", plan, "--validate", "build", "--base", `python:3.11*=${python}`);
  const got = [...first.stderr.matchAll(/got: +(.*)/g)].map(([, text]) => [...new Set([...text!.matchAll(/(?:^|; )(user|working directory|entry point|command|port|environment|python package|os package)\b/g)].map(([, what]) => what))]);
  expect(got).toEqual([["environment", "python package"], ["environment", "python package"]]);
  const document = (await apply(0, root, "--validate", "build", "--base", `python:3.11*=${python}`, "--accept", "environment,python package,os package", "--json")).json<Applied>();
  expect(builds(document, "pilot")!.notes.map((text) => text.replace(/, \d+\.\d s( \(cache\))?, [\d.]+ MB/g, "").replace(/; accepted: .*/s, "; accepted"))).toEqual([
    "agents/one/Dockerfile: healthy -> healthy; accepted",
    "agents/two/Dockerfile: healthy -> healthy; accepted",
    `base python:3.11-slim was replaced by ${python}: what was built is not proven for the upstream one`,
  ]);
  expect(await left()).toEqual([]);
}, minutes(5));
