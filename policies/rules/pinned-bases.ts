import { checks, demand, show, type Finding } from "../lib/check.ts";
import { movingPart } from "../lib/pinned.ts";
import type { Rule } from "../lib/rule.ts";

interface Options {
  readonly argument: string;
  readonly prefixes: readonly string[];
}

/** Whether the Dockerfile stands on the argument is the question of the rules for Dockerfiles. An empty one says that there is no base. */
export const pinnedBases: Rule = {
  name: "pinned-bases",
  description: "Images are built on a base that cannot move.",
  severity: "high",
  remediationSteps: "Hand the base to the build as the argument BASE, pinned by a version tag or a digest.",
  configSchema: { properties: {
    argument: { type: "string", minLength: 1, default: "BASE", description: "Name of the build argument that names the base." },
    prefixes: { type: "array", items: { type: "string", minLength: 1 }, default: [], description: "What a base's name begins with; empty: any pinned base will do." },
  } },
  meta: { cis: ["4.2"], soc2: ["CC6.8", "CC8.1"], iso27001: ["A.5.21", "A.8.9", "A.8.19"] },
  validateResource: checks<Options>({
    remoteImage: [
      ({ build }, { argument, prefixes }) => (build === undefined || build === null ? undefined : judge(`build.buildArgs.${argument}`, build.buildArgs?.[argument], prefixes)),
    ],
  }),
};

function judge(field: string, base: unknown, prefixes: readonly string[]): Finding | undefined {
  if (base === "") return undefined;
  const moves = movingPart(base);
  if (moves !== undefined) return { must: "be built on a base that cannot move", got: `${show(field, base)}${moves.why === "" ? "" : ` (${moves.why})`}`, fix: `set ${field}: "${moves.instead}"` };
  return demand(prefixes.length === 0 || prefixes.some((prefix) => (base as string).startsWith(prefix)), "be built on a base of ours", field, base, `choose one that begins with ${prefixes.join(" or ")}`);
}
