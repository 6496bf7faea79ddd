/** On four checkouts of an estate the rules find, file by file and line by line, what other programs counted there. */
import { expect, test } from "@jest/globals";
import { decode } from "../readers/text.ts";
import { ESTATES, estateTree, expectedFacts } from "../tests/fixtures/legacy/estates.ts";
import type { DockerfileFacts } from "../legacy/dockerfiles.ts";
import type { LintFinding, LintRule } from "./rule.ts";
import { aptLean } from "./rules/apt-lean.ts";
import { copyNotAdd } from "./rules/copy-not-add.ts";
import { fittingTools } from "./rules/fitting-tools.ts";
import { healthcheckPresent } from "./rules/healthcheck-present.ts";
import { noPipeToShell } from "./rules/no-pipe-to-shell.ts";
import { noRootCommand } from "./rules/no-root-command.ts";
import { noSecrets } from "./rules/no-secrets.ts";
import { nonRootEnd } from "./rules/non-root-end.ts";
import { parses } from "./rules/parses.ts";
import { pinnedBase } from "./rules/pinned-base.ts";
import { subjectOf } from "./subject.ts";

/** A rule beside the fact that it must equal: lines, or whether there is any. A file without a stage has no user and no health check to judge. */
const EQUAL: readonly (readonly [rule: LintRule, only: (finding: LintFinding) => boolean, fact: (facts: DockerfileFacts) => readonly number[] | boolean])[] = [
  [parses, () => true, (f) => !f.valid],
  [pinnedBase, () => true, (f) => f.bases.some((base) => base.pin === "none")],
  [nonRootEnd, () => true, (f) => f.stages > 0 && f.user_nonroot === false],
  [healthcheckPresent, () => true, (f) => f.stages > 0 && !f.healthcheck],
  [aptLean, ({ must }) => must.includes("recommended"), (f) => f.apt_without_no_recommends ?? []],
  [noPipeToShell, () => true, (f) => f.pipe_to_shell ?? []],
  [copyNotAdd, ({ must }) => must.includes("download"), (f) => (f.add_url ?? []).map(({ line }) => line)],
  [noSecrets, ({ must }) => must === "hold no secret", (f) => (f.secret_env ?? []).filter(({ kind }) => kind !== "placeholder").map(({ line }) => line)],
  [noRootCommand, () => true, (f) => f.root_command_as_nonroot ?? []],
  [fittingTools, ({ must }) => must.includes("Alpine"), (f) => f.user_tools_missing ?? []],
  [fittingTools, ({ must }) => must.includes("package manager"), (f) => f.wrong_package_manager ?? []],
];

test.each(ESTATES)("%s", async (estate) => {
  const tree = await estateTree(estate);
  const expected = expectedFacts(estate).dockerfiles as Record<string, DockerfileFacts>;
  const wrong = Object.entries(expected).flatMap(([path, facts]) => {
    const content = tree.read(path);
    const subject = subjectOf("bytes" in content ? decode(content.bytes).text : "");
    return EQUAL.flatMap(([rule, only, fact]) => {
      const want = fact(facts);
      const found = rule.check(subject).filter(only).map(({ line }) => line);
      const got = typeof want === "boolean" ? found.length > 0 : found;
      return JSON.stringify(got) === JSON.stringify(want) ? [] : [{ path, rule: rule.name, want, got }];
    });
  });
  expect(wrong).toEqual([]);
});
