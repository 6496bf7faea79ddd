import type { LintRule } from "../rule.ts";
import { stepsOf } from "../subject.ts";

export const workdirAbsolute: LintRule = {
  name: "workdir-absolute",
  description: "WORKDIR is an absolute path.",
  severity: "low",
  remedy: "Write WORKDIR /app.",
  controls: { cis: [], soc2: ["CC8.1"], iso27001: ["A.8.9"] },
  check: (subject) =>
    stepsOf(subject).flatMap(({ instruction: { keyword, args, line }, resolve }) => {
      const path = keyword === "WORKDIR" ? resolve(args[0] ?? "") : "/";
      return path === "" || /^(\/|\$|[a-zA-Z]:[\\/])/.test(path) ? [] : [{ line, must: "be an absolute path", got: `WORKDIR ${path}`, fix: `write WORKDIR /${path.replace(/^\.?\//, "")}` }];
    }),
};
