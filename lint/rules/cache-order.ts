import { inContext, sourcesOf } from "../copy-sources.ts";
import type { LintRule } from "../rule.ts";
import type { Stage } from "../subject.ts";

const EVERYTHING = /^\/(app|src|source)?$/;

/** Only the plain case: everything is copied, and dependencies are installed behind it, so that each change of a source installs them again. */
export const cacheOrder: LintRule = {
  name: "cache-order",
  description: "Dependencies are installed before the sources are copied.",
  severity: "low",
  remedy: "COPY the list of dependencies alone, install, then COPY the sources.",
  controls: { cis: [], soc2: ["A1.1"], iso27001: ["A.8.6"] },
  check: ({ stages }) => stages.flatMap(inStage),
};

function inStage({ steps }: Stage) {
  const copied = steps.findIndex((s) => s.instruction.keyword === "COPY" && sourcesOf(s.instruction).some((source) => EVERYTHING.test(inContext(source))));
  if (copied < 0) return [];
  const installs = steps.slice(copied + 1).find((s) => s.programs.some((p) => installsList(p.name, p.args)));
  if (installs === undefined) return [];
  const { line, value } = steps[copied]!.instruction;
  return [{ line, must: "copy the sources behind the installation of dependencies", got: `COPY ${value} before line ${installs.instruction.line}`, fix: "copy the list of dependencies alone first, and the sources after the RUN that installs" }];
}

function installsList(name: string, args: readonly string[]): boolean {
  if (/^pip[\d.]*$/.test(name)) return args.includes("install") && args.some((a) => a === "-r" || a.startsWith("--requirement"));
  if (name === "npm") return args.includes("ci") || (args.includes("install") && args.every((a) => a === "install" || a.startsWith("-")));
  return (name === "go" && args[0] === "mod" && args[1] === "download") || ((name === "yarn" || name === "pnpm") && (args.length === 0 || args[0] === "install"));
}
