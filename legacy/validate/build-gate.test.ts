import { expect, test } from "@jest/globals";
import type { ImageFacts } from "../proof.ts";
import { judgeBuilds, type Built } from "./build-gate.ts";
import type { Result } from "./report.ts";

const FACTS: ImageFacts = { user: "app", workingDirectory: "/", entrypoint: [], command: ["a"], ports: [], environment: {}, python: { flask: ["3.0"] }, npm: {}, os: { libc6: ["2"] } };
const built = (over: Partial<Result> = {}, facts: Partial<ImageFacts> = {}): Built => ({
  result: { dockerfile: "a/Dockerfile", context: "a", target: undefined, services: [], critical: false, outcome: "healthy", detail: "after 1 s", built: true, seconds: 2, steps: 3, cachedSteps: 0, bytes: 1e6, replacedBases: [], log: [], ...over },
  facts: { ...FACTS, ...facts },
});
const failed = (): Built => ({ ...built({ outcome: "build error", detail: "exit 3", built: false }), facts: undefined });
const judge = (before: Built | undefined, after: Built, ...accepted: "os package"[]) => {
  const { problems, notes = [] } = judgeBuilds([{ before, after }], new Set(accepted));
  return { notes, problems: problems.map((p) => `${p.path}: ${p.rule}: ${p.got}`) };
};

test("the same image passes and is told with its figures", () => {
  expect(judge(built(), built({ cachedSteps: 3, seconds: 0.1 }))).toEqual({ problems: [], notes: ["a/Dockerfile: healthy, 2.0 s, 1.0 MB -> healthy, 0.1 s (cache), 1.0 MB; the same packages, user, ports and entry point"] });
});

test("what built and does not, holds something else, or starts worse stops", () => {
  expect(judge(built(), failed()).problems).toEqual(["a/Dockerfile: builds, as it did before: build error: exit 3"]);
  expect(judge(built(), built({}, { user: "root", python: { flask: ["3.1"] }, ports: ["80/tcp"] })).problems).toEqual(["a/Dockerfile: an image that holds and starts what the old one did: user: app -> root; port 80/tcp: none -> exposed; python package flask: 3.0 -> 3.1"]);
  expect(judge(built(), built({ outcome: "exits", detail: "exit 1" })).problems).toEqual(["a/Dockerfile: starts as well as before (healthy): exits: exit 1"]);
  expect(judge(built({ outcome: "exits" }), built()).problems).toEqual([]);
  expect(judge(undefined, failed()).problems).toEqual(["a/Dockerfile: builds: build error: exit 3"]);
});

test("what did not build before is told and stops nothing", () => {
  expect(judge(failed(), failed())).toEqual({ problems: [], notes: ["a/Dockerfile: did not build before (build error: exit 3); nor does it now"] });
  expect(judge(failed(), built()).notes).toEqual(["a/Dockerfile: did not build before (build error: exit 3); it does now"]);
});

test("an accepted difference is a note, beside one that is not", () => {
  const { problems, notes } = judge(built(), built({}, { os: { libc6: ["3"] }, user: "root" }), "os package");
  expect(problems).toEqual(["a/Dockerfile: an image that holds and starts what the old one did: user: app -> root"]);
  expect(notes[0]).toContain("; accepted: os package libc6: 2 -> 3");
});

test("replaced bases are told", () => {
  expect(judge(built(), built({ replacedBases: [{ from: "python:3.11", image: "mine:1" }] })).notes.at(-1)).toBe("base python:3.11 was replaced by mine:1: what was built is not proven for the upstream one");
});
