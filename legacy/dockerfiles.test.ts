import { expect, test } from "@jest/globals";
import { estateFacts } from "./facts.ts";
import { treeOf } from "./tree.ts";

const facts = (text: string) => estateFacts(treeOf({ Dockerfile: text, here: "" })).dockerfiles.Dockerfile!;
const judged = (text: string) => {
  const { valid, parse_errors = [], refused = [] } = facts(text);
  return [valid, parse_errors.map(({ line, error }) => `${line} ${error}`), refused.map(({ line, error }) => `${line} ${error}`)];
};

test("a file is invalid by what cannot be read; what the builder refuses besides is told apart", () => {
  expect(judged("FROM a\nFOO\nCOPY x\nUSER\nENV A=1 B\n")).toEqual([false, ["2 unknown instruction", "3 COPY or ADD with less than two words", "4 instruction without a value", "5 ENV: can't find = in pair"], []]);
  expect(judged("FROM a\nCOPY --form=b x /\nENV FOO\nEXPOSE\nHEALTHCHECK CMD\nSHELL sh\nCMD [\"a\", 1]\n")).toEqual([
    true,
    [],
    ["2 flag: COPY has no --form=b", "3 name without a value: FOO", "4 instruction without arguments: EXPOSE alone", "5 form of the instruction: HEALTHCHECK CMD without a command", "6 form of the instruction: SHELL needs the JSON form", "7 JSON form holds something else than strings: 1"],
  ]);
});

test("the first instruction is FROM or ARG, a FROM has one or three words", () => {
  expect(judged("RUN x\nFROM a\n")).toEqual([false, ["1 first instruction not FROM or ARG"], []]);
  expect(judged("ARG V\nRUN x\nFROM a\n")).toEqual([true, [], ["2 instruction before FROM: RUN"]]);
  expect([judged("FROM a b\n"), judged("FROM a b c\n")]).toEqual([
    [false, ["1 FROM without one or three words"], []],
    [true, [], ["1 form of the instruction: b stands where AS belongs"]],
  ]);
});

test("a file without FROM: no base, no user, but its sources are looked for", () => {
  const { bases, stages, user_nonroot, healthcheck, copy_missing, add_url } = facts("COPY here gone /x\nADD https://x/y /y\nUSER app\nHEALTHCHECK CMD x\nFROM\n");
  expect({ bases, stages, user_nonroot, healthcheck, copy_missing, add_url }).toEqual({ bases: [], stages: 1, user_nonroot: false, healthcheck: false, copy_missing: { ".": [{ line: 1, src: "gone" }] }, add_url: [{ line: 2, src: "https://x/y" }] });
});
