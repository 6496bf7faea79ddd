import { expect, test } from "@jest/globals";
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { parseDockerfile } from "../../readers/dockerfile/parse.ts";
import { stagesOf, userOf } from "../../readers/dockerfile/stages.ts";
import { sharedBase, type SharedBase } from "./base.ts";
import { ontoBase, type Onto } from "./onto.ts";

const read = (name: string, file: string) => readFileSync(new URL(`../../images/bases/${name}/${file}`, import.meta.url), "utf8");
const base = (name: string, parent: string) => sharedBase({ name, reference: `sutazai/${name}:1`, parent, dockerfile: read(name, "Dockerfile"), requirements: read(name, "requirements.txt") });
const python = base("python-agent-base", "python:3.11.13-slim-bookworm")!;
const node = base("nodejs-base", "debian:bookworm-20250630-slim")!;
const onto = (text: string, anyVersion = false) => ontoBase(text, [python, node], anyVersion);
const made = (text: string, anyVersion = false) => onto(text, anyVersion) as Extract<Onto, { text: string }>;
const lines = (text: string, kind: string) => made(text).lines.filter((line) => line.kind === kind).map((line) => line.text);

test("what a base is, from its own Dockerfile", () => {
  const facts = ({ interpreter, version, release, packages, user }: SharedBase) => [interpreter, version, release, [...packages].sort(), user];
  expect([facts(python), python.environment.get("PYTHONUNBUFFERED"), python.brings[0]]).toEqual([["python", "3.11", "bookworm", ["tini", "wget"], "sutazai"], "1", "fastapi"]);
  expect(facts(node)).toEqual(["node", "24", "bookworm", ["ca-certificates", "tini", "wget"], "sutazai"]);
  expect(base("ai-base", "python-agent-base")).toBeUndefined();
});

test("a Dockerfile on our base: its settings are taken back, what the base has done is dropped", () => {
  const text = `FROM python:3.11-slim
ENV PYTHONUNBUFFERED=1 \\
    MODE=fast
RUN apt-get update && apt-get install -y --no-install-recommends \\
    curl \\
    wget \\
    && rm -rf /var/lib/apt/lists/*
WORKDIR /app
RUN useradd -m -u 1000 app
USER app
CMD ["python", "app.py"]
`;
  expect(made(text).text).toBe(`FROM sutazai/python-agent-base:1
USER root
WORKDIR /
ENV PIP_CONSTRAINT="" PIP_ONLY_BINARY=""
RUN userdel sutazai
ENTRYPOINT []
ENV MODE=fast
RUN apt-get update && apt-get install -y --no-install-recommends \\
    curl \\
    && rm -rf /var/lib/apt/lists/*
WORKDIR /app
RUN useradd -m -u 1000 app
USER app
CMD ["python", "app.py"]
`);
  expect(lines(text, "dropped")).toEqual(["ENV PYTHONUNBUFFERED=1: the base sets the same", "wget: the base installs the same"]);
  expect(lines(text, "differs")[0]).toBe("Debian of python:3.11-slim as it is today becomes bookworm");
});

test("a RUN that only installs what the base has goes; one that does more, installs otherwise or at a version stays", () => {
  const kept = (run: string) => made(`FROM python:3.11-slim-bookworm\n${run}\n`).text.includes(run);
  expect(kept("RUN apt-get update && apt-get install -y --no-install-recommends wget tini && rm -rf /var/lib/apt/lists/*")).toBe(false);
  expect(kept("RUN apt-get update && apt-get install -y --no-install-recommends wget && wget http://x/y")).toBe(true);
  expect(kept("RUN apt-get update && apt-get install -y wget")).toBe(true);
  expect(kept("RUN apt-get install -y --no-install-recommends wget=1.21")).toBe(true);
  expect(kept("ENV PYTHONUNBUFFERED=0")).toBe(true);
  expect(kept("ENV PYTHONUNBUFFERED=1\nENV PYTHONUNBUFFERED=2")).toBe(true);
  expect(kept("ENV PIP_ONLY_BINARY=:all:")).toBe(true);
});

test.each([
  ["FROM python:3.12-slim", "python 3.12 would become 3.11: --any-version allows it"],
  ["FROM python:3.11-slim-bullseye", "Debian bullseye would become bookworm: --any-version allows it"],
  ["FROM node:18-slim", "node 18 would become 24: --any-version allows it"],
  ["FROM python:3.11-alpine", "python:3.11-alpine is not the slim Debian image that ours is the counterpart of"],
  ["FROM python", "python is not the slim Debian image that ours is the counterpart of"],
  ["FROM --platform=linux/amd64 python:3.11-slim", "its base is pinned by digest or platform"],
  ["ARG V=3.11\nFROM python:${V}-slim", "a variable chooses its base"],
  ["FROM python:3.11-slim AS b\nFROM python:3.11-slim\nCOPY --from=b /a /a", "it has several stages: what one copies from another may lie elsewhere on our base"],
  ["FROM python:3.11-slim\nENV P=/usr/local/lib/python3.11/site-packages", "it names places of the upstream image's interpreter"],
  ["FROM python:3.11-slim\nRUN pip install --user x", "pip install --user does not work in the base's virtual environment"],
  ["FROM node:24-slim\nRUN yarn install", "our base has no yarn, pnpm and corepack"],
  ["FROM node:24-slim\nUSER node", "it uses the user node of the upstream image"],
])("%s is refused: %s", (text, refused) => {
  expect(onto(`${text}\n`)).toEqual({ refused });
});

test("another version is a named difference of high risk when it is allowed; other images are none of ours", () => {
  expect(made("FROM python:3.9-slim-bullseye\n", true).lines.filter(({ risk }) => risk === "high").map(({ text }) => text)).toEqual(["python 3.9 becomes 3.11", "Debian bullseye becomes bookworm"]);
  expect([onto("FROM alpine:3\n"), onto("FROM mine/python:3.11-slim\n"), onto("COPPY a\n")]).toEqual([undefined, undefined, undefined]);
});

test("whatever is in it, user, entry point and command are those that it had, and every other instruction stays", () => {
  const instruction = fc.constantFrom("USER app", "USER 1000", "WORKDIR /srv", "WORKDIR rel", 'ENTRYPOINT ["a"]', 'CMD ["b"]', "COPY x /x", "RUN echo y", "EXPOSE 80", "ENV A=b", "LABEL a=b", "RUN adduser z");
  fc.assert(
    fc.property(fc.array(instruction, { maxLength: 8 }), (body) => {
      const before = stagesOf(parseDockerfile(["FROM python:3.11-slim", ...body, ""].join("\n")))[0]!;
      const after = stagesOf(parseDockerfile(made(["FROM python:3.11-slim", ...body, ""].join("\n")).text))[0]!;
      const last = (stage: typeof before, keyword: string) => stage.steps.findLast(({ instruction: one }) => one.keyword === keyword)?.instruction;
      const said = (stage: typeof before, keyword: string) => last(stage, keyword)?.args ?? [];
      expect(userOf(after)?.user).toBe(userOf(before)?.user ?? "root");
      expect(said(after, "ENTRYPOINT")).toEqual(said(before, "ENTRYPOINT"));
      expect(said(after, "CMD")).toEqual(last(before, "CMD") || last(before, "ENTRYPOINT") ? said(before, "CMD") : ["python3"]);
      expect(after.steps.map(({ instruction: one }) => one.original).slice(after.steps.length - body.length)).toEqual(body);
    }),
  );
});
