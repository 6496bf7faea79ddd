import type { LintRule } from "../rule.ts";
import { chainOf } from "../subject.ts";
import type { Started } from "../../readers/shell/commands.ts";

/** Only stages that the image consists of: what a builder keeps is thrown away with it. A cache mount is no layer. */
export const noPackageCaches: LintRule = {
  name: "no-package-caches",
  description: "pip and npm leave no cache in the image.",
  severity: "low",
  remedy: "pip install --no-cache-dir, or ENV PIP_NO_CACHE_DIR=1; npm ci && npm cache clean --force; or RUN --mount=type=cache.",
  controls: { cis: [], soc2: ["A1.1"], iso27001: ["A.8.6"] },
  check: ({ stages, base }) => {
    const last = stages.at(-1);
    if (last === undefined) return [];
    const chain = chainOf(last, base);
    const environment = chain.flatMap((stage) => stage.steps).flatMap((s) => (s.instruction.keyword === "ENV" ? s.instruction.pairs.map((p) => p.name) : []));
    return stages.filter((stage) => chain.includes(stage)).flatMap((stage) =>
      stage.steps.flatMap(({ instruction: { line, flags }, programs }) => {
        if (flags.some((f) => f.startsWith("--mount=") && f.includes("type=cache"))) return [];
        const pip = programs.some((p) => isPip(p) && p.args.includes("install") && !p.args.includes("--no-cache-dir")) && !environment.includes("PIP_NO_CACHE_DIR");
        const cleaned = programs.some((p) => (p.name === "npm" && p.args.includes("clean")) || (p.name === "rm" && p.args.some((arg) => /\.npm\b|\/npm\b/.test(arg))));
        const npm = programs.some((p) => p.name === "npm" && p.args.some((arg) => ["ci", "install", "i"].includes(arg))) && !cleaned;
        return [
          ...(pip ? [{ line, must: "leave no pip cache", got: "pip install without --no-cache-dir", fix: "add --no-cache-dir" }] : []),
          ...(npm ? [{ line, must: "leave no npm cache", got: "npm install without npm cache clean", fix: "add && npm cache clean --force to the same RUN" }] : []),
        ];
      }),
    );
  },
};

const isPip = ({ name, args }: Started) => /^pip[\d.]*$/.test(name) || (/^python[\d.]*$/.test(name) && args[0] === "-m" && args[1] === "pip");
