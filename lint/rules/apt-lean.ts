import { aptWithRecommends } from "../../readers/shell/facts.ts";
import type { LintFinding, LintRule } from "../rule.ts";
import { chainOf, type Step } from "../subject.ts";

const isApt = (name: string) => name === "apt-get" || name === "apt";

/** Lists count as removed also where the package manager's folder is a cache mount. A stage that others only copy from may keep them. */
export const aptLean: LintRule = {
  name: "apt-lean",
  description: "apt-get installs without recommended packages, and its lists are gone at the end of the same RUN.",
  severity: "low",
  remedy: "Write apt-get install --no-install-recommends ... && rm -rf /var/lib/apt/lists/* in one RUN.",
  controls: { cis: ["4.3"], soc2: ["CC6.8"], iso27001: ["A.8.8", "A.8.9"] },
  check: ({ stages, base }) => {
    const last = stages.at(-1);
    const kept = last === undefined ? [] : chainOf(last, base);
    return stages.flatMap((stage) => stage.steps.flatMap((step) => [...recommends(step), ...(kept.includes(stage) ? lists(step) : [])]));
  },
};

function recommends({ instruction: { line }, script }: Step): LintFinding[] {
  return aptWithRecommends(script) ? [{ line, must: "install no recommended packages", got: "apt-get install without --no-install-recommends", fix: "add --no-install-recommends" }] : [];
}

function lists({ instruction: { line, flags }, programs }: Step): LintFinding[] {
  if (!programs.some((p) => isApt(p.name) && p.args.includes("update"))) return [];
  const removed = programs.some((p) => p.name === "rm" && p.args.some((arg) => /^\/var\/lib\/apt(\/lists)?(\/\*?)?$/.test(arg)));
  const mounted = flags.some((f) => f.startsWith("--mount=") && f.includes("type=cache") && f.includes("/var/lib/apt"));
  return removed || mounted ? [] : [{ line, must: "leave no package lists in the image", got: "apt-get update without rm -rf /var/lib/apt/lists/*", fix: "end the same RUN with && rm -rf /var/lib/apt/lists/*" }];
}
