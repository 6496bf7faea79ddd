import { expect, test } from "@jest/globals";
import type { SharedBase } from "../bases/base.ts";
import { CRITICAL } from "../critical.ts";
import { foldersOf } from "../path-text.ts";
import { ontoText } from "./bases.ts";
import { changed, textOf, type Estate } from "./estate.ts";
import { figuresOf } from "./figures.ts";
import { filesAgain } from "./generate.ts";
import { planOf } from "./plan.ts";

function estate(files: Readonly<Record<string, string>>): Estate {
  const paths = Object.keys(files);
  return { name: "shop", files: new Map(paths.map((path) => [path, { mode: 0o644, bytes: Buffer.from(files[path]!) }])), links: new Map(), folders: new Set(paths.flatMap(foldersOf)) };
}
const BASE: SharedBase = { name: "python-agent-base", reference: "sutazai/python-agent-base:1", interpreter: "python", version: "3.11", release: "bookworm", environment: new Map([["MODE", "x"]]), packages: new Set(), user: "sutazai", brings: [] };
const agent = (port: number) => `FROM python:3.11-slim-bookworm\nENV MODE=x\nWORKDIR /app\nCOPY . .\nEXPOSE ${port}\nHEALTHCHECK CMD curl -f http://localhost:${port}/health || exit 1\nCMD ["python", "app.py"]\n`;
const shop = estate({
  "agents/one/Dockerfile": agent(1),
  "agents/two/Dockerfile": agent(2),
  "agents/spare/Dockerfile": agent(3),
  "backend/Dockerfile": agent(4),
  "odd/Dockerfile": "FROM python:3.11-slim-bookworm\nRUN one\nRUN two\nRUN three\nRUN four && five\n",
  "new/Dockerfile": "FROM python:3.12-slim\nRUN a b c d e f g\n",
  "archive/old/Dockerfile": "FROM python:3.11-slim-bookworm\nRUN alone in here\n",
  "docker-compose.yml": "services:\n  one: {build: agents/one}\n  two: {build: agents/two}\n  odd: {build: odd}\n  new: {build: new}\n",
});
const OPTIONS = { critical: CRITICAL, allow: [], bases: { all: [BASE], anyVersion: false } };

test("templates stand on our base, so does what is in use without one; critical, archived and other versions stay", () => {
  const { plan, onto } = planOf(shop, OPTIONS);
  expect(plan.steps.map((s) => [s.phase, s.id, s.title, s.risk])).toEqual([
    ["base", "catalogue", "one catalogue of 4 services", "low"],
    ["base", "templates", "1 template and the manifest of 3 files", "low"],
    ["pilot", "one", "1 Dockerfile made from a template", "high"],
    ["pilot", "spare", "1 Dockerfile kept as a row of the manifest", "medium"],
    ["pilot", "two", "1 Dockerfile made from a template", "high"],
    ["pilot", "odd", "1 Dockerfile put onto our base", "high"],
  ]);
  const after = changed(shop, plan.steps.flatMap((s) => s.changes));
  const text = (path: string) => textOf(after.files.get(path)).split("\n").filter((line) => !line.startsWith("#"));
  expect(text("agents/one/Dockerfile").slice(0, 4)).toEqual(["FROM sutazai/python-agent-base:1", "USER root", "ENTRYPOINT []", "WORKDIR /app"]);
  expect(text("odd/Dockerfile").slice(0, 6)).toEqual(["FROM sutazai/python-agent-base:1", "USER root", "WORKDIR /", "ENTRYPOINT []", 'CMD ["python3"]', "RUN one"]);
  expect([text("backend/Dockerfile")[0], text("archive/old/Dockerfile")[0], text("new/Dockerfile")[0]]).toEqual(["FROM python:3.11-slim-bookworm", "FROM python:3.11-slim-bookworm", "FROM python:3.12-slim"]);
  expect(filesAgain(after).map(({ path, standing, content }) => [path, standing, content.includes("FROM sutazai/python-agent-base:1\n")])).toEqual([["agents/one/Dockerfile", "same", true], ["agents/spare/Dockerfile", "missing", true], ["agents/two/Dockerfile", "same", true]]);
  expect(figuresOf(shop, plan)).toMatchObject({ generated: 2, dangling: 0 });
  expect(ontoText(onto)).toEqual([
    "python:3.11-slim-bookworm -> sutazai/python-agent-base:1: agents/one/Dockerfile, agents/spare/Dockerfile, agents/two/Dockerfile",
    "    dropped (risk low): ENV MODE=x: the base sets the same",
    "    added (risk low): USER root: the base runs as sutazai",
    "    added (risk low): ENTRYPOINT []: the base has one",
    expect.stringContaining("differs (risk medium): pip installs into"),
    "python:3.11-slim-bookworm -> sutazai/python-agent-base:1: odd/Dockerfile",
    "    added (risk low): USER root: the base runs as sutazai",
    "    added (risk low): WORKDIR /: the base works in another folder",
    "    added (risk low): ENTRYPOINT []: the base has one",
    "    added (risk low): CMD [\"python3\"]: the upstream image's own",
    "    differs (risk low): MODE=x is set",
    expect.stringContaining("differs (risk medium): pip installs into"),
    "stays on its base: new/Dockerfile: python 3.12 would become 3.11: --any-version allows it",
  ]);
});

test("a Dockerfile of an Alpine image is put onto our base only where it is named", () => {
  const alpine = estate({ "a/Dockerfile": "FROM python:3.11-alpine\nRUN apk add curl\n", "b/Dockerfile": "FROM python:3.11-alpine\nRUN apk add su-exec\n", "c/Dockerfile": "FROM alpine:3\n", "docker-compose.yml": "services:\n  a: {build: a}\n  b: {build: b}\n  c: {build: c}\n" });
  const planned = (...named: string[]) => planOf(alpine, { ...OPTIONS, bases: { ...OPTIONS.bases, alpine: named } });
  expect(planned().onto.refused.map(({ path, why }) => [path, why.replace(/^.*Debian; /, "")])).toEqual([["a/Dockerfile", "--alpine a/Dockerfile does it all the same, with Debian's packages"], ["b/Dockerfile", "of apk's su-exec in line 2 no Debian counterpart is known here"]]);
  const { plan, onto } = planned("a/Dockerfile");
  expect([plan.steps.filter(({ id }) => id === "a").map(({ title, risk }) => [title, risk]), onto.groups.map(({ from, paths }) => [from, paths])]).toEqual([[["1 Dockerfile put onto our base", "high"]], [["python:3.11-alpine", ["a/Dockerfile"]]]]);
  expect(() => planned("b/Dockerfile", "c/Dockerfile")).toThrow(/2 problems\n.*--alpine b\/Dockerfile\n.*\n.*su-exec.*\n.*such as --alpine a\/Dockerfile\n.*--alpine c\/Dockerfile\n/);
});

test("without the option nothing is put onto a base", () => {
  const { plan, onto } = planOf(shop, { critical: CRITICAL, allow: [] });
  expect([onto, JSON.stringify(plan).includes("sutazai/python-agent-base")]).toEqual([{ groups: [], refused: [] }, false]);
});
