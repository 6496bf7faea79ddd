import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { finding, type Finding } from "../audit/rules.ts";
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
  expect(judge(GOOD, `# made\n${GOOD}`)).toEqual({ problems: [], notes: ["1 Dockerfile judged"] });
  expect(said(GOOD, GOOD.replace("app.py", "gone.py"))).toEqual(["a/Dockerfile:2: gone.py is not in a (dockerfile-copy-missing)"]);
  expect(said(GOOD, GOOD.replace("COPY", "COPPY"))).toEqual(["a/Dockerfile:2: unknown instruction (dockerfile-invalid)"]);
  expect(said(GOOD, GOOD.replace("USER app\n", ""))).toEqual(["a/Dockerfile: no USER (dockerfile-root)"]);
  expect(said(GOOD, GOOD.replace(" --no-install-recommends", ""))).toEqual(["a/Dockerfile:3: installs what is only recommended (dockerfile-recommends)"]);
  expect(said(GOOD, GOOD.replace(":3.11", ""))).toEqual(["a/Dockerfile: python is another image every week (dockerfile-unpinned)"]);
  expect(said(GOOD, GOOD.replace("HEALTHCHECK", "CMD"))).toEqual(["a/Dockerfile: no HEALTHCHECK (dockerfile-health)"]);
});

test("what was wrong before stops nothing and is told; another error does", () => {
  const bad = GOOD.replace("app.py", "gone.py");
  expect(judge(bad, bad)).toEqual({ problems: [], notes: ["1 Dockerfile judged; 1 has errors that were there before"] });
  expect(said(bad, bad.replace("gone.py", "lost.py"))).toEqual(["a/Dockerfile:2: lost.py is not in a (dockerfile-copy-missing)"]);
});

test("of a new Dockerfile errors are problems; one that is gone and that nothing makes again is told", () => {
  expect(said(undefined, "FROM python\nCOPY gone /\n")).toEqual(["a/Dockerfile:2: gone is not in a (dockerfile-copy-missing)"]);
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
  expect(judgeDockerfiles(estate(manifest(taken)), past)).toEqual({ problems: [], notes: ["1 Dockerfile judged"] });
  expect(judgeDockerfiles(estate(manifest(taken.replace("USER app", ""))), past).problems.map((p) => p.got)).toEqual(["no USER (dockerfile-root)"]);
  const { "consolidated/templates/t.tmpl": _, ...lost } = manifest(taken);
  expect(judgeDockerfiles(estate(lost), past).problems.map((p) => p.got)).toContain("no file consolidated/templates/t.tmpl");
});

test("worse: a subset of what was found before is never worse; one more of anything is", () => {
  const findings = fc.array(
    fc.constantFrom("dockerfile-root-command", "dockerfile-copy-missing", "dockerfile-add-url", "dockerfile-recommends").chain((rule) => fc.tuple(fc.constant(rule), fc.nat(3), fc.constantFrom("a", "b"))).map(([rule, line, message]): Finding => finding(rule as "dockerfile-root-command", "Dockerfile", line, message)),
    { maxLength: 8 },
  );
  fc.assert(fc.property(findings, fc.func(fc.boolean()), (old, keeps) => expect(worse(old, old.filter((f) => keeps(f)).toReversed())).toEqual([])));
  fc.assert(fc.property(findings, (old) => old.length === 0 || expect(worse(old, [...old, old[0]!])).toHaveLength(1)));
});
