import fc from "fast-check";
import { expect, test } from "@jest/globals";
import { lint, settle } from "./check.ts";
import { subjectOf } from "./subject.ts";

const found = lint("images/a/Dockerfile", subjectOf("FROM redis\nUSER 1000\n"));
const EXEMPTION = { rule: "healthcheck-present", files: "images/**", reason: "checked elsewhere", owner: "platform", expires: "2026-12-01" };

test("findings come by line, with the file and their rule", () => {
  expect(found.map(({ file, line, rule, must }) => ({ file, line, rule: rule.name, must }))).toEqual([
    { file: "images/a/Dockerfile", line: 1, rule: "pinned-base", must: "name its base by a fixed tag or a digest" },
    { file: "images/a/Dockerfile", line: 1, rule: "healthcheck-present", must: "have a HEALTHCHECK" },
  ]);
});

test("an exemption covers its rule in its files up to its last day", () => {
  const { standing, uses } = settle(found, [EXEMPTION], "2026-12-01");
  expect(standing.map((f) => f.rule.name)).toEqual(["pinned-base"]);
  expect(uses).toEqual(new Map([[EXEMPTION, 1]]));
});

test("an expired one says so in the finding", () => {
  expect(settle(found, [EXEMPTION], "2026-12-02").standing.map((f) => f.got)).toEqual(["FROM redis", "none (its exemption expired on 2026-12-01, owner platform: checked elsewhere)"]);
});

test("an exemption of other files or rules covers nothing", () => {
  expect(settle(found, [{ ...EXEMPTION, files: "other/**" }, { ...EXEMPTION, rule: "apt-lean" }], "2026-12-01")).toEqual({ standing: found, uses: new Map() });
});

test("a chain of 20,000 stages is judged like a short one", () => {
  const text = `FROM redis AS a0\n${Array.from({ length: 20_000 }, (_, i) => `FROM a${i} AS a${i + 1}\n`).join("")}`;
  expect(lint("Dockerfile", subjectOf(text)).map(({ line, rule }) => [line, rule.name])).toEqual([[1, "pinned-base"], [20_001, "non-root-end"], [20_001, "healthcheck-present"]]);
});

const word = fc.constantFrom("FROM", "a:1", "AS", "b", "USER", "0", "$X", "${X:-y}", "RUN", "apt-get", "install", "|", "sh", "COPY", ".", "--from=b", "<<EOF", "EOF", "\n", "\n", "\\\n", '"', "'", "ENV", "K=v", "HEALTHCHECK", "NONE", "[", "]", "ADD", "https://x.test");

test("no text makes a rule throw, and every line is one of the file", () => {
  fc.assert(
    fc.property(fc.array(word, { maxLength: 40 }), (words) => {
      const text = words.join(" ");
      const lines = Math.max(1, text.split("\n").length);
      expect(lint("Dockerfile", subjectOf(text, { context: { exists: () => false } })).every((f) => f.line >= 1 && f.line <= lines && f.got !== "")).toBe(true);
    }),
    { numRuns: 500 },
  );
});
