import { expect, test } from "@jest/globals";
import { parseDockerfile } from "../../readers/dockerfile/parse.ts";
import { treeOf } from "../tree.ts";
import { rebase } from "./bases.ts";
import { buildVerdict } from "./build-verdict.ts";
import { foreseen } from "./foreseen.ts";
import { planJobs } from "./plan.ts";
import { compared, markdown, summed, sumLine, type Result } from "./report.ts";
import { listeningPorts, startVerdict, type Observed } from "./start-verdict.ts";

const LLB = "failed to solve with frontend dockerfile.v0: failed to create LLB definition: ";
const ENDED = "The command '/bin/sh -c RUN' returned a non-zero code: 1";
const EXECUTOR = "executor failed running [/bin/sh -c RUN]: exit code: 1";

/** What engines really said: 20.10's classic builder and BuildKit, and newer BuildKits' words. */
test.each([
  ["syntax", "dockerfile parse error line 2: unknown instruction: COPPY", []],
  ["syntax", `${LLB}dockerfile parse error line 2: unknown instruction: COPPY`, []],
  ["syntax", "failed to parse .sutazai-validate.Dockerfile: file with no instructions", []],
  ["syntax", "base name (${X}) should not be blank", []],
  ["syntax", "failed to reach build target zz in Dockerfile", []],
  ["syntax", `${LLB}target stage zz could not be found`, []],
  ["missing source", "COPY failed: file not found in build context or excluded by .dockerignore: stat gone.txt: file does not exist", []],
  ["missing source", "COPY failed: forbidden path outside the build context: ../x ()", []],
  ["missing source", "COPY failed: no source files were specified", []],
  ["missing source", 'failed to compute cache key: "/gone.txt" not found: not found', []],
  ["missing source", 'failed to solve: failed to compute cache key: failed to calculate checksum of ref a::b: "/gone.txt": not found', []],
  ["registry unreachable", 'Get "https://registry-1.docker.io/v2/": dial tcp: lookup registry-1.docker.io on 10.0.0.1:53: no such host', []],
  ["registry unreachable", 'invalid from flag value nothere: Get "https://registry-1.docker.io/v2/": dial tcp: lookup registry-1.docker.io: no such host', []],
  ["registry unreachable", `${LLB}failed to do request: Head "http://127.0.0.1:1/v2/x/manifests/1": dial tcp 127.0.0.1:1: connect: connection refused`, []],
  ["registry unreachable", "net/http: request canceled while waiting for connection (Client.Timeout exceeded while awaiting headers)", []],
  ["missing base", "manifest for python:9.9 not found: manifest unknown: manifest unknown", []],
  ["missing base", "pull access denied for nothere, repository does not exist or may require 'docker login': denied", []],
  ["missing base", "failed to solve: x/y:1: failed to resolve source metadata for docker.io/x/y:1: docker.io/x/y:1: not found", []],
  ["unresolvable dependency", ENDED, ["Step 2/3 : RUN RUN", "E: Unable to locate package no-such-package"]],
  ["unresolvable dependency", EXECUTOR, ["[sha256:a4523] [2/2] RUN RUN", "ERROR: Could not find a version that satisfies the requirement x==9 (from versions: 1)", `ERROR: ${EXECUTOR}`]],
  ["unresolvable dependency", ENDED, ["npm error code ERESOLVE", "npm error ERESOLVE unable to resolve dependency tree"]],
  ["unresolvable dependency", ENDED, ["ERROR: unable to select packages:", "  no-such-package (no such package):"]],
  ["registry unreachable", ENDED, ["W: Failed to fetch http://deb.debian.org/x  Temporary failure resolving 'deb.debian.org'", "E: Unable to locate package curl"]],
  ["registry unreachable", ENDED, ["WARNING: Retrying after connection broken by 'NewConnectionError(...)': /simple/x/", "ERROR: No matching distribution found for x"]],
  ["build error", "The command '/bin/sh -c pip install x || echo connection refused; exit 1' returned a non-zero code: 1", ["Step 1/2 : RUN echo Unable to locate package", "fail"]],
  ["build error", 'process "/bin/sh -c make dial tcp" did not complete successfully: exit code: 2', ["[sha256:1] [2/2] RUN make", 'ERROR: process "/bin/sh -c make dial tcp" did not complete successfully: exit code: 2']],
  ["build error", ENDED, ["E: Unable to locate package of an earlier step", "Step 3/3 : RUN make", "no rule"]],
] as const)("%s: %s %j", (outcome, error, log) => {
  expect(buildVerdict(error, log).outcome).toBe(outcome);
});

test("the detail is the line that says why", () => {
  expect(buildVerdict(ENDED, ["Step 1/1 : RUN x", "Reading state information...E: Unable to locate package a"]).detail).toBe("E: Unable to locate package a");
  expect(buildVerdict(ENDED, ["Step 1/1 : RUN x", "E: Unable to locate package a ", "Removing intermediate container 1"])).toEqual({ outcome: "unresolvable dependency", detail: "E: Unable to locate package a" });
  expect(buildVerdict("a\n  b\n", [])).toEqual({ outcome: "build error", detail: "a b" });
});

const seen = (more: Partial<Observed>): Observed => ({ running: true, exitCode: 0, outOfMemory: false, health: undefined, check: undefined, exposed: [], listening: undefined, seconds: 1, ...more });
const limits = { ready: 60, settle: 5 };

test.each([
  [{ running: false, exitCode: 7 }, "exits: exit 7 after 1.0 s: bye"],
  [{ running: false, exitCode: 137, outOfMemory: true }, "exits: exit 137, out of memory after 1.0 s: bye"],
  [{ health: "starting" as const }, undefined],
  [{ health: "starting" as const, seconds: 60, check: { exitCode: 1, output: "not yet\n" } }, "unhealthy: its check: exit 1: not yet"],
  [{ health: "starting" as const, seconds: 60 }, "unhealthy: its check did not end within 60 s"],
  [{ health: "healthy" as const, exposed: [80], listening: [] }, "healthy: after 1.0 s"],
  [{ health: "unhealthy" as const, check: { exitCode: 2, output: "" }, exposed: [80], listening: [80] }, "unhealthy: its check: exit 2: no output"],
  [{ health: "unhealthy" as const, exposed: [80], listening: [] }, "never listens: exposes 80; listens on nothing; says: bye"],
  [{ exposed: [80, 81], listening: [], seconds: 59 }, undefined],
  [{ exposed: [80, 81], listening: [9000], seconds: 60 }, "never listens: exposes 80, 81; listens on 9000; says: bye"],
  [{ exposed: [80, 81], listening: [81, 9000] }, "no health check: listens on 81 after 1.0 s"],
  [{ exposed: [80], listening: undefined, seconds: 5 }, "no health check: still runs after 5.0 s"],
  [{ seconds: 4.9 }, undefined],
  [{ seconds: 5 }, "no health check: still runs after 5.0 s"],
])("a container with %j: %s", (observed, words) => {
  const verdict = startVerdict(seen(observed), limits, "bye");
  expect(verdict && `${verdict.outcome}: ${verdict.detail}`).toBe(words);
});

test("listening ports of the kernel's tables", () => {
  const table = `  sl  local_address rem_address   st tx_queue
   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000
   1: 0100007F:1F91 0100007F:0050 01 00000000:00000000 00:00000000
  sl  local_address                         remote_address                        st
   0: 00000000000000000000000000000000:0050 00000000000000000000000000000000:0000 0A 00000000
`;
  expect(listeningPorts(table)).toEqual([80, 8080]);
});

test("jobs: every context that services build in, else the own folder; critical ones first", () => {
  const pair = (service: string, dockerfile: string, context: string, target?: string) => ({ service, dockerfile, context, target });
  const pairs = [pair("web", "app/Dockerfile", "."), pair("api", "app/Dockerfile", "."), pair("dev", "app/Dockerfile", ".", "dev"), pair("x", "gone/Dockerfile", "gone"), pair("y", "a/Dockerfile", "nowhere")];
  const jobs = planJobs(["a/Dockerfile", "app/Dockerfile", "docker/Dockerfile.redis", "ollama.Dockerfile"], pairs, (path) => path !== "nowhere");
  expect(jobs.map((job) => [job.dockerfile, job.context, job.target, job.services.join(), job.critical])).toEqual([
    ["docker/Dockerfile.redis", "docker", undefined, "", true],
    ["ollama.Dockerfile", ".", undefined, "", true],
    ["a/Dockerfile", "a", undefined, "", false],
    ["app/Dockerfile", ".", undefined, "api,web", false],
    ["app/Dockerfile", ".", "dev", "dev", false],
  ]);
});

test("what cannot work is foreseen: refused lines, sources that the context lacks", () => {
  const tree = treeOf({ "app/a.py": "", "app/Dockerfile": "", "root.txt": "" });
  const words = (text: string, context = "app", target?: string) => {
    const verdict = foreseen(tree, { dockerfile: "app/Dockerfile", context, target, services: [], critical: false }, parseDockerfile(text));
    return verdict && `${verdict.outcome}: ${verdict.detail}`;
  };
  expect([words("FROM a\nCOPY a.py *.none /\n"), words("FROM a\nCOPY a.py gone.py\\\n /x/\nCOPY more /\n"), words("FROM a\nCOPY root.txt /\n", "."), words("FROM a\nCOPY gone /\n", "app", "t"), words("FROM a\nCOPPY a b\n")]).toEqual([
    undefined,
    "missing source: line 2: gone.py is not in the context, and 1 more; not built",
    undefined,
    undefined,
    "syntax: line 2: unknown instruction: COPPY; not built",
  ]);
});

test("bases are replaced in FROM and --from, stages are not, lines stay where they are", () => {
  const text = "ARG V=3.11\nARG B=\"python:${V}\"\nFROM --platform=linux/amd64 ${B} AS build\nRUN x\nFROM \\\n  docker.io/library/python:3.12 \\\n  AS python\nFROM build\nCOPY --from=nginx:1 --chown=1 /a /b\nCOPY --from=build /a /b\nCOPY --from=0 /a /b\nFROM scratch\n";
  expect(rebase(text, [{ from: "python:*", image: "own/python:1" }, { from: "nginx:1", image: "own/nginx:1" }])).toEqual({
    text: "ARG V=3.11\nARG B=\"python:${V}\"\nFROM --platform=linux/amd64 own/python:1 AS build\nRUN x\nFROM own/python:1 AS python\n\n\nFROM build\nCOPY --from=own/nginx:1 --chown=1 /a /b\nCOPY --from=build /a /b\nCOPY --from=0 /a /b\nFROM scratch\n",
    replaced: [{ from: "python:3.11", image: "own/python:1" }, { from: "docker.io/library/python:3.12", image: "own/python:1" }, { from: "nginx:1", image: "own/nginx:1" }],
  });
  expect(rebase(text, [{ from: "pytho.:3.11", image: "x" }]).replaced).toEqual([]);
});

const result = (dockerfile: string, more: Partial<Result> = {}): Result => ({
  dockerfile, context: ".", target: undefined, services: [], critical: false, built: true, seconds: 1.25, steps: 3, cachedSteps: 0, bytes: 1_500_000, replacedBases: [], outcome: "healthy", detail: "after 1 s", log: [], ...more,
});

test("sums and pairs: by Dockerfile, else by service; what one side lacks comes last", () => {
  const before = [result("a/Dockerfile"), result("old/Dockerfile", { services: ["api"], outcome: "missing source", built: false, bytes: undefined }), result("gone/Dockerfile")];
  const after = [result("new/Dockerfile", { services: ["api", "web"], cachedSteps: 2 }), result("a/Dockerfile"), result("more/Dockerfile")];
  expect(sumLine(summed("/e", before))).toBe("3 images: 2 built; 2 healthy, 1 missing source");
  expect(compared(before, after).map((pair) => [pair.before?.name, pair.after?.name])).toEqual([
    ["a/Dockerfile in .", "a/Dockerfile in ."],
    ["old/Dockerfile in .", "new/Dockerfile in ."],
    ["gone/Dockerfile in .", undefined],
    [undefined, "more/Dockerfile in ."],
  ]);
});

test("the report names the bases that were replaced, what outcomes mean, and both sides", () => {
  const before = [result("a/Dockerfile", { replacedBases: [{ from: "python:3", image: "own/python:1" }], detail: "a|b\nc" })];
  const after = [result("a/Dockerfile", { seconds: 0.5, cachedSteps: 1, bytes: 2_000_000 })];
  const text = markdown(summed("/before", before), { validation: summed("/after", after), pairs: compared(before, after) });
  expect(text.split("\n")).toEqual(
    expect.arrayContaining([
      "# Validation of /before",
      "1 image: 1 built; 1 healthy",
      "- `python:3` -> `own/python:1`",
      "| healthy | 1 | its own health check passes |",
      "| a/Dockerfile in . | - | healthy | 1.3 | 0/3 | 1.5 MB | a\\|b c |",
      "| a/Dockerfile in . | a/Dockerfile in . | healthy -> healthy | 1.3 -> 0.5 (cache) | 1.5 MB -> 2.0 MB |",
    ]),
  );
});
