import { expect, test } from "@jest/globals";
import { spawnSync } from "node:child_process";
import fc from "fast-check";
import { wrapperText } from "./wrappers.ts";

const wrapper = (command: string[], passArguments = true) => ({ command, passArguments });
const run = (text: string, ...words: string[]) => {
  const { status, stdout, stderr } = spawnSync("sh", ["-c", text, "scripts/old.sh", ...words], { encoding: "utf8" });
  return { status, stdout, stderr };
};

test("a wrapper as text", () => {
  expect(wrapperText(wrapper(["./sutazai", "up", "--stack", "my stack"])).split("\n")).toEqual([
    "#!/bin/sh",
    "# Kept under its old name; the work is done by the command below.",
    `printf '%s %s\\n' "$0: replaced by:" './sutazai up --stack '\\''my stack'\\''' >&2`,
    `exec ./sutazai up --stack 'my stack' "$@"`,
    "",
  ]);
});

test("it says what is used instead, passes arguments on and returns the exit code", () => {
  expect(run(wrapperText(wrapper(["sh", "-c", 'printf "%s|" "$@"; exit 7', "x"])), "a b", "*", "")).toMatchObject({ status: 7, stdout: "a b|*||", stderr: expect.stringContaining("scripts/old.sh: replaced by: sh -c ") });
});

test("arguments that would mean something else are refused", () => {
  expect(run(wrapperText(wrapper(["echo", "done"], false)), "--force")).toMatchObject({ status: 64, stdout: "" });
  expect(run(wrapperText(wrapper(["echo", "done"], false)))).toMatchObject({ status: 0, stdout: "done\n" });
});

test("every word reaches the command as it is", () => {
  fc.assert(
    fc.property(fc.array(fc.string({ minLength: 1, maxLength: 8 }).filter((s) => !s.includes("\0")), { minLength: 1, maxLength: 3 }), (words) => {
      expect(run(wrapperText(wrapper(["printf", "%s|", ...words]))).stdout).toBe(words.map((w) => `${w}|`).join(""));
    }),
    { numRuns: 20 },
  );
});
