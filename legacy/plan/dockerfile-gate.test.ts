import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { LINT_RULES } from "../../lint/rules.ts";
import type { PastFile } from "../execute/gate.ts";
import { foldersOf } from "../path-text.ts";
import { judgeDockerfiles, worse } from "./dockerfile-gate.ts";
import type { Estate } from "./estate.ts";

function estate(files: Readonly<Record<string, string>>): Estate {
  const paths = Object.keys(files);
  return { name: "shop", files: new Map(paths.map((path) => [path, { mode: 0o644, bytes: Buffer.from(files[path]!) }])), links: new Map(), folders: new Set(paths.flatMap(foldersOf)) };
}
const file = (text: string): PastFile => ({ kind: "file", bytes: Buffer.from(text), mode: 0o644 });
const GOOD = "FROM python:3.11\nCOPY app.py /\nRUN apt-get install -y --no-install-recommends curl\nUSER app\nHEALTHCHECK CMD true\n";
const judge = (old: string | undefined, now: string) => judgeDockerfiles(estate({ "a/Dockerfile": now, "a/app.py": "" }), new Map([["a/Dockerfile", old === undefined ? { kind: "none" } : file(old)]]));
const said = (old: string | undefined, now: string) => judge(old, now).problems.map((p) => `${p.path}: ${p.got}`);

test("every rule that a rewritten Dockerfile keeps worse than the old one is a problem", () => {
  expect(judge(GOOD, `# made\n${GOOD}`)).toEqual({ problems: [], notes: ["1 Dockerfile judged by 18 rules"] });
  expect(said(GOOD, GOOD.replace("app.py", "gone.py"))).toEqual(["a/Dockerfile:2: COPY gone.py: no such file (copy-sources-exist)"]);
  expect(said(GOOD, GOOD.replace("COPY", "COPPY"))).toEqual(["a/Dockerfile:2: unknown instruction: COPPY (dockerfile-parses)"]);
  expect(said(GOOD, GOOD.replace("USER app\n", ""))).toEqual(["a/Dockerfile:1: no USER (non-root-end)"]);
  expect(said(GOOD, GOOD.replace(" --no-install-recommends", ""))).toEqual(["a/Dockerfile:3: apt-get install without --no-install-recommends (apt-lean)"]);
  expect(said(GOOD, GOOD.replace(":3.11", ""))).toEqual(["a/Dockerfile:1: FROM python (pinned-base)"]);
  expect(said(GOOD, GOOD.replace("HEALTHCHECK", "CMD"))).toEqual(["a/Dockerfile:1: none (healthcheck-present)"]);
});

test("what was wrong before stops nothing and is told; another error does", () => {
  const bad = GOOD.replace("app.py", "gone.py");
  expect(judge(bad, bad)).toEqual({ problems: [], notes: ["1 Dockerfile judged by 18 rules; 1 has errors that were there before", "rules that they broke before: copy-sources-exist 1"] });
  expect(said(bad, bad.replace("gone.py", "lost.py"))).toEqual(["a/Dockerfile:2: COPY lost.py: no such file (copy-sources-exist)"]);
});

test("a new Dockerfile must keep every rule; one that is gone and that nothing makes again is told", () => {
  expect(said(undefined, "FROM python\nCOPY gone /\n")).toEqual(["a/Dockerfile:1: FROM python (pinned-base)", "a/Dockerfile:1: no USER (non-root-end)", "a/Dockerfile:1: none (healthcheck-present)", "a/Dockerfile:2: COPY gone: no such file (copy-sources-exist)"]);
  expect(judgeDockerfiles(estate({}), new Map([["b/Dockerfile", file(GOOD)]]))).toEqual({ problems: [], notes: ["b/Dockerfile was taken away, and nothing makes it again"] });
});

test("a Dockerfile that became a row of the manifest is judged as it would be made again, beside the files made with it", () => {
  const taken = "FROM python:3.11\nCOPY requirements.txt /\nUSER app\nHEALTHCHECK CMD true\n";
  const manifest = (text: string) => ({
    "consolidated/manifest.json": JSON.stringify({ version: 1, templates: { t: [] }, files: { "a/Dockerfile": { template: "t", parameters: {} }, "a/requirements.txt": { copyOf: "b/requirements.txt" } } }),
    "consolidated/templates/t.tmpl": text,
    "b/requirements.txt": "x==1\n",
  });
  const past = new Map([["a/Dockerfile", file(taken)], ["a/requirements.txt", file("x==1\n")]]);
  expect(judgeDockerfiles(estate(manifest(taken)), past)).toEqual({ problems: [], notes: ["1 Dockerfile judged by 18 rules"] });
  expect(judgeDockerfiles(estate(manifest(taken.replace("USER app", ""))), past).problems.map((p) => p.got)).toEqual(["no USER (non-root-end)"]);
  const { "consolidated/templates/t.tmpl": _, ...lost } = manifest(taken);
  expect(judgeDockerfiles(estate(lost), past).problems.map((p) => p.got)).toContain("no file consolidated/templates/t.tmpl");
});

test("worse: a subset of what was found before is never worse; one more of anything is", () => {
  const findings = fc.array(fc.record({ key: fc.constantFrom("a", "b", "c"), line: fc.nat(3) }), { maxLength: 8 });
  fc.assert(fc.property(findings, fc.func(fc.boolean()), (old, keeps) => expect(worse(old, old.filter((f) => keeps(f)).toReversed())).toEqual([])));
  fc.assert(fc.property(findings, (old) => old.length === 0 || expect(worse(old, [...old, old[0]!])).toHaveLength(1)));
});

test("each of the rules of policy check that a generated Dockerfile breaks and its own one kept is a problem", () => {
  const good = `FROM python:3.11-slim AS b\nRUN apt-get update\nFROM python:3.11-slim\nWORKDIR /srv\nCOPY app.py /\nRUN apt-get update && apt-get install -y --no-install-recommends curl && rm -rf /var/lib/apt/lists/*\nUSER app\nHEALTHCHECK CMD true\nCMD ["true"]\n`;
  const rule = (find: string, put: string) => judge(good, good.replace(find, put)).problems.map(({ got }) => /\(([\w-]+)\)$/.exec(got)![1]);
  const breaks: Record<string, (string | undefined)[]> = Object.fromEntries(
    ([
      ["COPY app.py", "COPPY app.py"], ["FROM python:3.11-slim\n", "FROM python\n"], ["USER app\n", ""], ["HEALTHCHECK CMD true\n", ""], ["WORKDIR /srv", "WORKDIR srv"], ["app.py", "gone.py"], ["WORKDIR", "ENV API_KEY=f81d4fae7dec\nWORKDIR"],
      ["USER app\n", "USER app\nRUN apt-get install -y --no-install-recommends x && rm -rf /var/lib/apt/lists/*\n"], ["RUN apt-get update &&", "RUN apk add x &&"], ["WORKDIR", "ADD https://x.example/y /y\nWORKDIR"], ["WORKDIR", "RUN curl https://x.example/y | sh\nWORKDIR"], ["WORKDIR", "RUN curl -k https://x.example/y\nWORKDIR"],
      ["apt-get install", "apt-get upgrade -y && apt-get install"], [" --no-install-recommends", ""], ["-y --no-install-recommends curl", "-y --no-install-recommends gcc"], ["WORKDIR", "RUN pip install x\nWORKDIR"], ["CMD [", "CMD [\"a\"]\nCMD ["], ["USER app", "COPY . /\nRUN pip install --no-cache-dir -r requirements.txt\nUSER app"],
    ] as const).map(([find, put]) => [`${find} -> ${put}`, rule(find, put)]),
  );
  const found = new Set(Object.values(breaks).flat());
  expect(LINT_RULES.map(({ name }) => name).filter((name) => !found.has(name))).toEqual([]);
  expect(judge(good, good).problems).toEqual([]);
});

test("what is built in a context is asked for its files there, and in each of several; without one in its folder or the root", () => {
  const at = (compose: string, text: string) => {
    const all = estate({ "a/Dockerfile": text, "a/app.py": "", "root.py": "", "b/other.py": "", "docker-compose.yml": compose });
    return judgeDockerfiles(all, new Map([["a/Dockerfile", file(GOOD.replace("COPY app.py /\n", ""))]])).problems.map(({ got }) => got);
  };
  const text = (name: string) => GOOD.replace("app.py", name);
  const services = "services:\n  x: {build: a}\n  y: {build: {context: b, dockerfile: ../a/Dockerfile}}\n";
  expect([at("services: {}\n", text("app.py")), at("services: {}\n", text("root.py")), at(services, text("app.py")), at(services, text("none.py"))]).toEqual([
    [], [], ["COPY app.py: no such file in b (copy-sources-exist)"], ["COPY none.py: no such file in a (copy-sources-exist)", "COPY none.py: no such file in b (copy-sources-exist)"],
  ]);
});
