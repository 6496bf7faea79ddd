import { describe, expect, test } from "@jest/globals";
import { brokenSteps } from "./broken-steps.ts";
import { parseDockerfile } from "./parse.ts";
import { basesOf, chain, checksHealth, environmentOf, isNonRoot, stagesOf, userOf } from "./stages.ts";

const stages = (text: string) => stagesOf(parseDockerfile(text));
const last = (text: string) => stages(text).at(-1);

describe("stages", () => {
  test("bases are resolved with the defaults before the first FROM, and told by kind", () => {
    const all = stages("ARG V=3.12\nARG W=${V}-slim\nARG NONE\nFROM python:${W} AS Build\nFROM --platform=x build\nFROM scratch\nFROM a:$NONE\nFROM b${X:-:1}\nFROM ${X:+c}d\nFROM reg:5000/e@sha256:00\nFROM python:3.12-slim\n");
    expect(all.map(({ base, kind, name }) => [base, kind, name])).toEqual([
      ["python:3.12-slim", "image", "Build"],
      ["build", "stage", undefined],
      ["scratch", "scratch", undefined],
      ["a:$NONE", "unresolved", undefined],
      ["b:1", "image", undefined],
      ["d", "image", undefined],
      ["reg:5000/e@sha256:00", "image", undefined],
      ["python:3.12-slim", "image", undefined],
    ]);
    expect(basesOf(all)).toEqual([
      { image: "python:3.12-slim", pin: "tag", local: false },
      { image: "a:$NONE", pin: "tag", local: false },
      { image: "b:1", pin: "tag", local: false },
      { image: "d", pin: "none", local: false },
      { image: "reg:5000/e@sha256:00", pin: "digest", local: false },
    ]);
    expect(basesOf(stages("FROM sutazai/x\nFROM $B\nFROM x:latest\n")).map(({ pin, local }) => [pin, local])).toEqual([["none", true], ["unknown", false], ["none", false]]);
    expect(basesOf(stages("FROM ${B:?set}\nFROM a/${B:?x/y}\nFROM a:${T:?z}\nFROM\n")).map(({ pin }) => pin)).toEqual(["unknown", "unknown", "tag"]);
  });

  test("user and health check come from the stage or from what it is based on", () => {
    const base = "FROM a AS b\nARG U=web\nENV G=9\nUSER ${U}:$G\nHEALTHCHECK CMD x\n";
    expect([userOf(last(base)), userOf(last(`${base}FROM b\n`)), userOf(last(`${base}FROM a\n`))]).toEqual([{ user: "web:9", inherited: false }, { user: "web:9", inherited: true }, undefined]);
    expect(["", "FROM b\n", "FROM a\n", "FROM b\nHEALTHCHECK NONE\n", "HEALTHCHECK curl x\n"].map((more) => checksHealth(last(base + more)))).toEqual([true, true, false, false, true]);
  });

  test("variables: ENV beats ARG, a global default needs ARG again, a stage inherits ENV but not ARG", () => {
    const user = (text: string) => userOf(last(text))?.user;
    expect([
      user("ARG A=1\nFROM x\nARG A\nUSER $A\n"),
      user("ARG A=1\nFROM x\nUSER $A\n"),
      user("FROM x\nARG A=1\nENV A=2\nUSER $A\n"),
      user("FROM x AS b\nARG A=1\nENV B=2\nFROM b\nUSER $A-$B\n"),
      user("FROM x\nENV A=1 B=$A\nENV C=$A\nUSER $B$C\n"),
    ]).toEqual(["1", "$A", "2", "$A-2", "$A1"]);
  });

  test.each(["ARG A0=xxxxxxxxxx\n%FROM a\nARG A30\nUSER $A30\n", "FROM a\nARG A0=xxxxxxxxxx\n%USER $A30\n"])("values that double line by line are cut: %j", (text) => {
    const doubling = Array.from({ length: 30 }, (_, i) => `ARG A${i + 1}=$A${i}$A${i}\n`).join("");
    expect(userOf(last(text.replace("%", () => doubling)))).toEqual({ user: "x".repeat(32_768), inherited: false });
  });

  test("a chain of 20,000 stages is read like a short one", () => {
    const text = `FROM alpine AS a0\nENV A=1\nUSER app\nHEALTHCHECK CMD x\n${Array.from({ length: 20_000 }, (_, i) => `FROM a${i} AS a${i + 1}\nENV A${i}=$A\n`).join("")}RUN useradd x\n`;
    const all = stages(text);
    const end = all.at(-1)!;
    expect([chain(end).length, userOf(end), checksHealth(end), environmentOf(end).size, environmentOf(end).get("A19999")]).toEqual([20_001, { user: "app", inherited: true }, true, 20_001, "1"]);
    expect(brokenSteps(all)).toEqual({ root_command_as_nonroot: [40_005], user_tools_missing: [40_005], wrong_package_manager: [] });
  });

  test.each<[string, boolean | undefined]>([["root", false], ["0:5", false], [":5", false], ["1000", true], ["app:root", true], ["$U", undefined]])("%s is non-root: %s", (user, wanted) => {
    expect(isNonRoot(user)).toBe(wanted);
  });
});

describe("brokenSteps", () => {
  test.each<[string, [number[], number[], number[]]]>([
    ["FROM a\nUSER app\nRUN apt-get update\nRUN sudo apt-get update\nUSER 0\nRUN useradd x\n", [[3], [], []]],
    ["FROM a AS b\nUSER app\nFROM b\nRUN echo && adduser x\n", [[4], [], []]],
    ["FROM alpine:3\nRUN useradd x\nRUN apk add --no-cache shadow && useradd y\nRUN usermod y\n", [[], [2], []]],
    ["FROM python:3-alpine AS b\nFROM b\nRUN groupadd x && apt install y\n", [[], [3], [3]]],
    ["FROM debian:12\nRUN apk add x\n", [[], [], [2]]],
    ["FROM nginx:1.27-alpine-slim\nRUN apk add --no-cache curl\nRUN apt-get update\nRUN useradd x\n", [[], [4], [2, 3]]],
    ["FROM python:3\nRUN apk add x\nRUN <<EOF\napt-get x\nEOF\n", [[], [], []]],
    ["FROM a\nUSER app\nRUN <<EOF\nuseradd x\nEOF\n", [[], [], []]],
    ["FROM a\nUSER app\nRUN [\"useradd\", \"x\"]\nRUN [\"sh\", \"-c\", \"apk add x\"]\n", [[3, 4], [], []]],
  ])("%j", (text, [root, tools, manager]) => {
    expect(brokenSteps(stages(text))).toEqual({ root_command_as_nonroot: root, user_tools_missing: tools, wrong_package_manager: manager });
  });
});
