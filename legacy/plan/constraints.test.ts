import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { readRequirements } from "../../readers/requirements/read.ts";
import { CRITICAL } from "../critical.ts";
import { foldersOf } from "../path-text.ts";
import { refusal, withConstraints } from "./constraints.ts";
import { danglingReferences } from "./dangling.ts";
import { changed, textOf, type Estate } from "./estate.ts";
import { filesAgain } from "./generate.ts";
import { askedBy, pinnedBeside } from "./pins.ts";
import { planOf } from "./plan.ts";

function estate(files: Readonly<Record<string, string>>): Estate {
  const paths = Object.keys(files);
  return { name: "shop", files: new Map(paths.map((path) => [path, { mode: 0o644, bytes: Buffer.from(files[path]!) }])), links: new Map(), folders: new Set(paths.flatMap(foldersOf)) };
}
const agent = (n: number) => `FROM python:3.11-slim\nWORKDIR /app\nCOPY requirements.txt .\nRUN pip install --no-cache-dir -r requirements.txt\nCOPY . .\nEXPOSE ${n}\nHEALTHCHECK CMD curl -f http://localhost:${n}/health || exit 1\nCMD ["python", "app.py"]\n`;
const OPTIONS = { critical: CRITICAL, allow: [], constraints: true };

test.each([
  ["RUN pip install -r r.txt", "RUN pip install -c /tmp/constraints.txt -r r.txt"],
  ["RUN pip install --no-cache-dir \\\n    -r r.txt", "RUN pip install --no-cache-dir \\\n    -c /tmp/constraints.txt -r r.txt"],
  ["RUN pip install --upgrade pip && python -m pip install --requirement r.txt", "RUN pip install --upgrade pip && python -m pip install -c /tmp/constraints.txt --requirement r.txt"],
  ["RUN pip3 install -r a.txt || pip3 install -r b.txt", "RUN pip3 install -c /tmp/constraints.txt -r a.txt || pip3 install -c /tmp/constraints.txt -r b.txt"],
  ["RUN pip install -r a.txt -r b.txt", "RUN pip install -c /tmp/constraints.txt -r a.txt -r b.txt"],
])("%s", (before, after) => {
  expect(withConstraints(`FROM a\n${before}\nCMD x\n`)).toBe(`FROM a\nCOPY constraints.txt /tmp/constraints.txt\n${after}\nCMD x\n`);
});

test("words that cannot be changed safely are left", () => {
  expect(["RUN [\"pip\", \"install\", \"-r\", \"r.txt\"]", "RUN pip install a", "RUN X=1 && echo"].map((line) => withConstraints(`FROM a\n${line}\n`))).toEqual([undefined, undefined, undefined]);
});

test("why a build stays without the set", () => {
  const pins = new Map([["flask", "==3.0"]]);
  const say = (files: Record<string, string>, text = "FROM a\nCOPY requirements.txt /\nRUN pip install -r /requirements.txt\n", contexts = ["x"]) => refusal(text, contexts, estate({ "x/Dockerfile": text, ...files }), pins);
  expect(say({ "x/requirements.txt": "flask==3.0\nhttpx\n" })).toBeUndefined();
  expect(say({ "x/requirements.txt": "flask==2.0\n" })).toBe("x/requirements.txt asks for flask==2.0, which the set does not hold");
  expect(say({ "x/requirements.txt": "-e .\n" })).toBe("x/requirements.txt holds more than plain requirements");
  expect(say({})).toBe("/requirements.txt cannot be traced to a file of its context");
  expect(say({ "x/requirements.txt": "flask\n", "x/constraints.txt": "" })).toBe("x/constraints.txt is there already");
  expect(say({ "x/requirements.txt": "flask\n", "x/.dockerignore": "*.txt\n!requirements.txt\n" })).toBe("its .dockerignore leaves text files out");
  expect(say({ "x/requirements.txt": "flask\n" }, undefined, ["x", "."])).toBe("it is built in several contexts");
  expect(say({ "x/requirements.txt": "flask\n" }, "FROM a\nRUN pip install -c c.txt -r requirements.txt\n")).toBe("it has constraints of its own");
});

const shop = estate({
  "agents/one/Dockerfile": agent(1),
  "agents/one/requirements.txt": "flask==3.0\nhttpx\n",
  "agents/two/Dockerfile": agent(2),
  "agents/two/requirements.txt": "flask==3.0\ncelery>=5\n",
  "spare/a/requirements.txt": "celery>=5\nflask\n",
  "docker-compose.yml": "services:\n  one: {build: agents/one}\n  two: {build: agents/two}\n",
});

test("generated Dockerfiles whose own list agrees with the set take it, with a copy in their context; the others say why not", () => {
  const { plan, unconstrained } = planOf(shop, OPTIONS);
  expect(plan.steps.map((s) => [s.id, ...s.changes.map((c) => `${c.kind} ${c.path}`)]).filter(([id]) => id !== "templates" && id !== "catalogue")).toEqual([
    ["constraints", "write consolidated/constraints.txt"],
    ["one", "write agents/one/Dockerfile", "write agents/one/constraints.txt"],
    ["two", "write agents/two/Dockerfile"],
    ["a", "remove spare/a/requirements.txt"],
  ]);
  expect(plan.steps.at(-1)!.cause).toBe("spare/a/requirements.txt: the same requirements as agents/two/requirements.txt once flask==3.0 is that of the shared constraints; nothing refers to it");
  expect(unconstrained).toEqual([{ path: "agents/two/Dockerfile", why: "agents/two/requirements.txt asks for celery>=5, which the set does not hold" }]);
  const after = changed(shop, plan.steps.flatMap((s) => s.changes));
  expect(textOf(after.files.get("agents/one/Dockerfile"))).toContain("COPY constraints.txt /tmp/constraints.txt\nRUN pip install --no-cache-dir -c /tmp/constraints.txt -r requirements.txt\n");
  expect(textOf(after.files.get("agents/one/constraints.txt"))).toBe(textOf(after.files.get("consolidated/constraints.txt")));
  expect(danglingReferences(shop, plan)).toEqual([]);
  expect(filesAgain(after).map(({ path, standing }) => [path, standing])).toEqual([["agents/one/Dockerfile", "same"], ["agents/one/constraints.txt", "same"], ["agents/two/Dockerfile", "same"], ["spare/a/requirements.txt", "missing"]]);
});

test("a context gets no copy when its Dockerfile is held; without the option nothing changes", () => {
  const { plan } = planOf(shop, { ...OPTIONS, critical: ["one"] });
  expect(plan.steps.flatMap((s) => s.changes.map((c) => c.path)).filter((path) => path.startsWith("agents/one"))).toEqual([]);
  const plain = planOf(shop, { ...OPTIONS, constraints: false });
  expect([plain.unconstrained, plain.plan.steps.flatMap((s) => s.changes.map((c) => c.path)).filter((path) => path.endsWith("constraints.txt"))]).toEqual([[], ["consolidated/constraints.txt"]]);
});

test("a file is narrowed only by pins of the set: what one allows the other's versions are", () => {
  const names = ["a", "b", "c"];
  const file = fc.record(Object.fromEntries(names.map((name) => [name, fc.constantFrom("", "==1", "==2", ">=1")])));
  const asked = (specs: Record<string, string>) => askedBy(readRequirements(names.map((name) => name + specs[name]!).join("\n")))!;
  fc.assert(
    fc.property(file, file, file, (narrow, open, set) => {
      const pins = new Map(names.flatMap((name) => (set[name]!.startsWith("==") ? [[name, set[name]!] as const] : [])));
      const fits = names.every((name) => narrow[name] === open[name] || (open[name] === "" && narrow[name] === pins.get(name)));
      expect(pinnedBeside(asked(narrow), asked(open), pins)).toEqual(fits ? names.filter((name) => narrow[name] !== open[name]).map((name) => name + narrow[name]!) : undefined);
    }),
  );
});
