import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { foldersOf } from "../path-text.ts";
import { parsePlan, planJson } from "../plan-types.ts";
import { canonicalText } from "../duplicates/template.ts";
import { danglingReferences } from "./dangling.ts";
import { changed, type Estate } from "./estate.ts";
import { figuresOf } from "./figures.ts";
import { brokenReferences } from "./gate.ts";
import { filesAgain } from "./generate.ts";
import { planOf, type PlanOptions } from "./plan.ts";
import { CRITICAL } from "../critical.ts";

function estate(files: Readonly<Record<string, string>>): Estate {
  const paths = Object.keys(files);
  return { name: "shop", files: new Map(paths.map((path) => [path, { mode: 0o644, bytes: Buffer.from(files[path]!) }])), links: new Map(), folders: new Set(paths.flatMap(foldersOf)) };
}

const OPTIONS: PlanOptions = { critical: CRITICAL, allow: [] };
const agent = (port: number) => `# the agent\nFROM python:3.11-slim\nWORKDIR /app\nCOPY requirements.txt .\nRUN pip install --no-cache-dir -r requirements.txt\nCOPY . .\nEXPOSE ${port}\nHEALTHCHECK CMD curl -f http://localhost:${port}/health || exit 1\nCMD ["python", "app.py"]\n`;
const shop = estate({
  "agents/one/Dockerfile": agent(1),
  "agents/one/app.py": "",
  "agents/one/requirements.txt": "fastapi==1.0\nhttpx\n",
  "agents/two/Dockerfile": agent(2),
  "agents/two/app.py": "",
  "agents/two/requirements.txt": "# same\nhttpx\nFastAPI == 1.0\n",
  "backend/Dockerfile": agent(3),
  "backend/requirements.txt": "fastapi==2.0\n",
  "docker-compose.yml": 'services:\n  one:\n    build: ./agents/one\n    ports: ["80:80"]\n  lost:\n    build: ./gone\n  needs:\n    image: x:1\n    depends_on: [lost]\n    profiles: [a]\n',
  "docker-compose.part.yml": "services:\n  lost:\n    build: ./gone\n",
  "README.md": "nothing",
});
const changesOf = (plan: ReturnType<typeof planOf>["plan"]) => plan.steps.flatMap((step) => step.changes);
const summary = (plan: ReturnType<typeof planOf>["plan"]) => plan.steps.map((s) => [s.phase, s.id, s.risk, ...s.changes.map((c) => `${c.kind} ${c.path}`)]);

test("what is in use is made from a template where it stands, what is not is kept as a row, copies go, the critical stays", () => {
  const { plan, held } = planOf(shop, OPTIONS);
  expect(summary(plan)).toEqual([
    ["base", "constraints", "low", "write consolidated/constraints.txt"],
    ["base", "ports", "low", "write consolidated/ports.json"],
    ["base", "catalogue", "low", "write consolidated/catalogue.ts", "write consolidated/catalogue.json", "write consolidated/catalogue.md"],
    ["base", "templates", "low", "write consolidated/manifest.json", "write consolidated/templates/python-1.tmpl"],
    ["pilot", "one", "medium", "write agents/one/Dockerfile"],
    ["pilot", "two", "medium", "remove agents/two/Dockerfile", "remove agents/two/requirements.txt"],
    ["final", "switched-off", "low", "write consolidated/switched-off/root.docker-compose.part.yml", "write consolidated/switched-off/root.docker-compose.yml"],
    ["final", "archive-root", "high", "remove docker-compose.part.yml"],
  ]);
  expect(held).toEqual([{ path: "backend/Dockerfile", why: "belongs to the critical backend: --allow backend includes it" }]);
  expect(figuresOf(shop, plan)).toEqual({ files: { dockerfile: { before: 3, after: 2 }, requirements: { before: 3, after: 2 }, compose: { before: 2, after: 1 } }, generated: 1, templates: 1, dangling: 0 });
  expect(parsePlan(JSON.parse(planJson(plan)), "plan")).toEqual(plan);
});

test("the shared files say what they are and how to go back", () => {
  const content = new Map(changesOf(planOf(shop, OPTIONS).plan).flatMap((c) => (c.kind === "write" ? [[c.path, c.content] as const] : [])));
  expect(content.get("consolidated/switched-off/root.docker-compose.yml")!.split("\n").slice(2)).toEqual([
    "# Way back: add what is missing, then take the service out of this file.",
    "services:",
    '  "lost":',
    "    # its build context gone is missing and it names no image",
    '    profiles: ["switched-off"]',
    '  "needs":',
    "    # depends on lost, which is switched off",
    '    profiles: !override ["switched-off"]',
    "",
  ]);
  expect(content.get("consolidated/constraints.txt")!.split("\n").slice(1)).toEqual(["", "# Not agreed: choose one version each and write it as a line of its own.", "# fastapi: ==1.0 in 2; ==2.0 in 1", ""]);
  expect(JSON.parse(content.get("consolidated/ports.json")!)).toEqual({ version: 1, ports: [{ port: 80, protocol: "tcp", publishers: ["docker-compose.yml: one"], contested: false }] });
});

test("a critical service is touched when it is allowed, and its step says so", () => {
  const step = planOf(shop, { ...OPTIONS, allow: ["backend"] }).plan.steps.find((s) => s.id === "backend");
  expect(step).toMatchObject({ phase: "bulk", services: ["backend"], critical: ["backend"] });
});

test("one service alone", () => {
  expect(summary(planOf(shop, { ...OPTIONS, service: "one" }).plan).map(([, id]) => id)).toEqual(["templates", "one"]);
});

test("a mention in a script keeps a file where it is; the mention of a folder's other file does not", () => {
  const files = Object.fromEntries([...shop.files].map(([path, file]) => [path, file.bytes!.toString()]));
  const { plan } = planOf(estate({ ...files, "build.sh": "docker build -f $ROOT/agents/two/Dockerfile agents/two\ncat docker-compose.part.yml" }), OPTIONS);
  expect(changesOf(plan).flatMap((c) => (c.kind === "remove" ? [c.path] : []))).toEqual([]);
});

test("after the plan its files are made again as they were, a second plan finds nothing more to take away, and the gate is content", () => {
  const { plan } = planOf(shop, OPTIONS);
  const after = changed(shop, changesOf(plan));
  const removed = changesOf(plan).flatMap((c) => (c.kind === "remove" ? [c.path] : []));
  expect(brokenReferences(after, removed)).toEqual([]);
  expect(filesAgain(after, "two")).toEqual([
    { path: "agents/two/Dockerfile", content: expect.stringMatching(/^# Made from consolidated\/templates\/python-1.tmpl/), standing: "missing" },
    { path: "agents/two/requirements.txt", content: "fastapi==1.0\nhttpx\n", standing: "missing" },
  ]);
  expect(canonicalText(filesAgain(after, "two")[0]!.content)).toBe(canonicalText(agent(2)));
  expect(changesOf(planOf(after, OPTIONS).plan).filter((c) => c.kind === "remove")).toEqual([]);
});

test("a plan that takes away what is referred to is found out, by checker and gate", () => {
  const remove = (path: string) => ({ steps: [{ ...planOf(shop, OPTIONS).plan.steps[0]!, changes: [{ kind: "remove" as const, path, sha256: "0".repeat(64), mode: 0o644 }] }] });
  const found = [{ from: "agents/one/Dockerfile", line: 4, kind: "copy", to: "agents/one/requirements.txt" }];
  expect(danglingReferences(shop, remove("agents/one/requirements.txt"))).toEqual(found);
  expect(brokenReferences(changed(shop, remove("agents/one/requirements.txt").steps[0]!.changes), ["agents/one/requirements.txt"])).toEqual(found);
});

const path = fc.tuple(fc.constantFrom("a", "b", "archive/a", "backend"), fc.constantFrom("Dockerfile", "Dockerfile.x", "requirements.txt", "requirements-dev.txt", "docker-compose.yml", "docker-compose.x.yml", "run.sh", "app.py")).map((parts) => parts.join("/"));
const content = fc.oneof(
  fc.integer({ min: 1, max: 3 }).map(agent),
  fc.constantFrom("x==1\n", "-r requirements-dev.txt\n", "-r ../a/requirements.txt", "FROM x\nCOPY requirements*.txt /\n", "sh a/Dockerfile ../b/requirements.txt docker-compose.x.yml", "", "\u0000"),
  fc.tuple(fc.constantFrom(".", "../a", "../b", "../none"), fc.constantFrom("Dockerfile", "Dockerfile.x", "../a/Dockerfile")).map(([context, file]) => `services:\n  s:\n    build: {context: ${context}, dockerfile: ${file}}\n    env_file: requirements.txt\n`),
);

test("whatever the estate: no reference breaks, no critical file is touched, the plan is valid, the order of files changes nothing", () => {
  fc.assert(
    fc.property(fc.dictionary(path, content, { maxKeys: 16 }), (files) => {
      const one = estate(files);
      const { plan } = planOf(one, OPTIONS);
      expect(danglingReferences(one, plan)).toEqual([]);
      expect(changesOf(plan).filter((c) => c.path.startsWith("backend/"))).toEqual([]);
      expect(new Set(changesOf(plan).map((c) => c.path)).size).toBe(changesOf(plan).length);
      if (plan.steps.length > 0) expect(parsePlan(JSON.parse(planJson(plan)), "plan")).toEqual(plan);
      expect(planOf(estate(Object.fromEntries(Object.entries(files).reverse())), OPTIONS).plan).toEqual(plan);
    }),
    { numRuns: 40 },
  );
});
