import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { lint } from "../../lint/check.ts";
import { subjectOf } from "../../lint/subject.ts";
import { parseDockerfile } from "../../readers/dockerfile/parse.ts";
import { stagesOf, userOf } from "../../readers/dockerfile/stages.ts";
import { worse } from "../plan/dockerfile-gate.ts";
import type { SharedBase } from "./base.ts";
import { ontoBase, type Onto } from "./onto.ts";
import { baseOf, node, python } from "./testing.ts";

const onto = (text: string, anyVersion = false) => ontoBase(text, [python, node], anyVersion);
const made = (text: string, anyVersion = false) => onto(text, anyVersion) as Extract<Onto, { text: string }>;
const lines = (text: string, kind: string) => made(text).lines.filter((line) => line.kind === kind).map((line) => line.text);

test("what a base is, from its own Dockerfile", () => {
  const facts = ({ interpreter, version, release, packages, user }: SharedBase) => [interpreter, version, release, [...packages].sort(), user];
  expect([facts(python), python.environment.get("PYTHONUNBUFFERED"), python.brings[0]]).toEqual([["python", "3.11", "bookworm", ["tini", "wget"], "sutazai"], "1", "fastapi"]);
  expect(facts(node)).toEqual(["node", "24", "bookworm", ["ca-certificates", "tini", "wget"], "sutazai"]);
  expect(baseOf("ai-base", "python-agent-base")).toBeUndefined();
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
  ["FROM python:3.11-alpine", "python:3.11-alpine is Alpine: wheels and programs that were built for musl do not work with our base's glibc, and packages of apk have other names and contents in Debian"],
  ["FROM python", "python is not the slim Debian image that ours is the counterpart of"],
  ["FROM --platform=linux/amd64 python:3.11-slim", "its base is pinned by digest or platform"],
  ["ARG V=3.11\nFROM python:${V}-slim", "a variable chooses its base"],
  ["FROM node:24-bullseye-slim", "Debian bullseye would become bookworm: --any-version allows it"],
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

const BUILDER = `# two stages
FROM python:3.11-slim AS builder
ENV PYTHONUNBUFFERED=1
RUN apt-get update && apt-get install -y --no-install-recommends gcc wget
RUN python -m venv /opt/venv && /opt/venv/bin/pip install -r requirements.txt

FROM python:3.11-slim AS final
ENV PYTHONUNBUFFERED=1
WORKDIR /app
COPY --from=builder /opt/venv /opt/venv
CMD ["python", "app.py"]
`;

test("of several stages the last one is put onto our base; a stage that it takes files from stays, on the base's Debian if it may compile", () => {
  expect(made(BUILDER).text).toBe(`# two stages
FROM python:3.11-slim-bookworm AS builder
ENV PYTHONUNBUFFERED=1
RUN apt-get update && apt-get install -y --no-install-recommends gcc wget
RUN python -m venv /opt/venv && /opt/venv/bin/pip install -r requirements.txt

FROM sutazai/python-agent-base:1 AS final
USER root
ENV PIP_CONSTRAINT="" PIP_ONLY_BINARY=""
RUN rm -rf /opt/venv
ENTRYPOINT []
WORKDIR /app
COPY --from=builder /opt/venv /opt/venv
CMD ["python", "app.py"]
`);
  expect(lines(BUILDER, "dropped")).toEqual(["ENV PYTHONUNBUFFERED=1: the base sets the same"]);
  expect(lines(BUILDER, "added").slice(2)).toEqual([
    "RUN rm -rf /opt/venv: the image has the packages of its build stages and no others; python is that of the upstream image",
    "ENTRYPOINT []: the base has one",
    "FROM python:3.11-slim-bookworm: its stage builder may compile, for the base's Debian and not for that of python:3.11-slim as it is today",
  ]);
  expect(lines(BUILDER, "differs").filter((line) => /packages that the base holds|pip installs/.test(line))).toEqual([]);
});

const two = (builder: string, copy = "COPY --from=b /a /a", last = "python:3.11-slim") => `FROM ${builder.replace(/\n|$/, " AS b$&")}\nFROM ${last}\n${copy}\n`;

test.each([
  [two("python:3.11-slim"), "its stage b stays on python:3.11-slim, and has no compiler: what it installs is made for more than one Debian"],
  [two("python:3.11.4-slim-bookworm\nRUN apt-get install gcc"), "its stage b stays on python:3.11.4-slim-bookworm, which has the base's Debian"],
  [two("golang:1.22-bookworm"), "its stage b stays on golang:1.22-bookworm, which has the base's Debian"],
  [two("node:18-slim"), "its stage b stays on node:18-slim, and has no compiler: what it installs is made for more than one Debian"],
  [two("scratch"), "its stage b stays on scratch"],
  [two("python:3.11"), "FROM python:3.11-bookworm: its stage b may compile, for the base's Debian and not for that of python:3.11 as it is today"],
  [two("node:24-slim\nRUN apt-get install make", "COPY --from=0 /a /a", "node:24-slim"), "FROM node:24-bookworm-slim: its stage b may compile, for the base's Debian and not for that of node:24-slim as it is today"],
])("a stage that files are taken from stays: %j", (text, line) => {
  expect(made(text).lines.map((one) => one.text)).toContain(line);
});

test.each([
  [two("python:3.12-slim"), "its stage b has python 3.12, and what it installs is not for 3.11"],
  [two("python"), "its stage b has python of an unknown version, and what it installs is not for 3.11"],
  [two("node:18-alpine"), "its stage b stands on Alpine: what it makes is for musl, and the base has glibc"],
  [two("golang:1.22"), "its stage b stands on golang:1.22, of which it is not known that what it makes works on Debian bookworm"],
  [two("python:3.11.4-slim\nRUN apt-get install gcc"), "its stage b may compile for the Debian of python:3.11.4-slim as it is today, and the base has bookworm: name bookworm in its FROM, or --any-version allows it"],
  [two("python:3.11-slim-trixie\nRUN apt-get install g++", "RUN --mount=type=bind,from=b,target=/w true"), "its stage b may compile for Debian trixie, and the base has bookworm: name bookworm in its FROM, or --any-version allows it"],
  [`ARG V=3.11\n${two("python:${V}-slim\nRUN apt-get install gcc")}`, "its stage b may compile for the Debian of python:3.11-slim as it is today, and the base has bookworm: name bookworm in its FROM, or --any-version allows it"],
  ["FROM python:3.11-slim AS a\nFROM a AS b\nFROM a\nCOPY --from=b /a /a\n", "its stage b and its last one stand on one stage, or take files from it: both would get our base"],
  [two("python:3.11-slim", "COPY --from=b /root/.local /home/app/.local\nUSER other"), "it has Python packages below /home/app/.local, and it is not plain that its user other, and nobody else, has its home there"],
  [two("python:3.11-slim", "COPY --from=b /root/.local /root/.local\nRUN pip install x"), "it has Python packages below /root/.local, and it is not plain that its user root, and nobody else, has its home there"],
])("with its stages it stays: %j", (text, refused) => {
  expect(onto(text)).toEqual({ refused });
});

test("packages of a user are found where its home is; places of the upstream interpreter are there once the base's environment is gone", () => {
  expect(made(two("python:3.11-slim", "COPY --from=b /root/.local /home/app/.local\nUSER app")).text).toContain("\nENV HOME=/home/app\n");
  expect(made(two("python:3.11-slim", "COPY --from=b /usr/local/lib/python3.11/site-packages /usr/local/lib/python3.11/site-packages")).text).toContain("\nRUN rm -rf /opt/venv\n");
});

test("a row of stages that stand on each other is one image, its first FROM ours; a last stage of another kind is none of ours", () => {
  expect(made("FROM python:3.11-slim AS a\nRUN pip install x\nFROM a\nENTRYPOINT [\"e\"]\n").text).toBe('FROM sutazai/python-agent-base:1 AS a\nUSER root\nWORKDIR /\nENV PIP_CONSTRAINT="" PIP_ONLY_BINARY=""\nENTRYPOINT []\nCMD ["python3"]\nRUN pip install x\nFROM a\nENTRYPOINT ["e"]\n');
  expect(onto("FROM python:3.11-slim AS b\nFROM nginx:1\nCOPY --from=b /a /a\n")).toBeUndefined();
});

test("whatever is in its last stage: user, entry point and command are those that it had, and the stages above it are the same", () => {
  const instruction = fc.constantFrom("USER app", "WORKDIR /srv", 'ENTRYPOINT ["a"]', 'CMD ["b"]', "COPY --from=builder /x /x", "COPY --from=0 /y /y", "COPY y /y", "EXPOSE 80", "ENV A=b", "ENV PYTHONUNBUFFERED=1", "RUN adduser z");
  const above = "FROM python:3.11-slim-bookworm AS builder\nENV PYTHONUNBUFFERED=1\nRUN apt-get install -y --no-install-recommends wget gcc\nCMD [\"c\"]\n";
  fc.assert(
    fc.property(fc.array(instruction, { maxLength: 8 }), (body) => {
      const text = `${above}FROM python:3.11-slim\n${body.join("\n")}\n`;
      const after = made(text).text;
      const [was, now] = [text, after].map((one) => stagesOf(parseDockerfile(one)).at(-1)!);
      const last = (stage: typeof was, keyword: string) => stage!.steps.findLast(({ instruction: one }) => one.keyword === keyword)?.instruction.args;
      expect(after.startsWith(`${above}FROM sutazai/python-agent-base:1\nUSER root\n`)).toBe(true);
      expect(userOf(now)?.user).toBe(userOf(was)?.user ?? "root");
      expect(last(now, "ENTRYPOINT")).toEqual(last(was, "ENTRYPOINT") ?? []);
      expect(last(now, "CMD")).toEqual(last(was, "CMD") ?? (last(was, "ENTRYPOINT") ? undefined : ["python3"]));
      expect(last(now, "EXPOSE")).toEqual(last(was, "EXPOSE"));
    }),
  );
});

test("whatever is in it, no rule of policy check is broken on our base that the file kept before", () => {
  const instruction = fc.constantFrom("USER app", "WORKDIR /srv", 'ENTRYPOINT ["a"]', 'CMD ["b"]', "COPY . /x", "COPY --from=0 /y /y", "RUN pip install x", "RUN pip install -r requirements.txt", "ENV PIP_NO_CACHE_DIR=1", "ENV PYTHONUNBUFFERED=1 PIP_NO_CACHE_DIR=1", "HEALTHCHECK CMD true", "RUN apt-get update && apt-get install -y --no-install-recommends wget gcc && rm -rf /var/lib/apt/lists/*", "RUN adduser z");
  const stages = fc.constantFrom("", "FROM python:3.11-slim\nRUN apt-get update && apt-get install -y --no-install-recommends gcc && rm -rf /var/lib/apt/lists/*\n");
  fc.assert(
    fc.property(stages, fc.array(instruction, { maxLength: 8 }), (above, body) => {
      const text = `${above}FROM python:3.11-slim\n${body.join("\n")}\n`;
      const after = onto(text)!;
      const broken = (one: string) => lint("Dockerfile", subjectOf(one)).map(({ rule }) => ({ key: rule.name }));
      expect("refused" in after ? [] : worse(broken(text), broken(after.text))).toEqual([]);
    }),
    { numRuns: 250 },
  );
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
