import { checks, each } from "../lib/check.ts";
import type { Rule } from "../lib/rule.ts";
import { isSecretName, secretIn, variables } from "../lib/secret-words.ts";

/** The engine keeps its own proxy arguments out of the image and its history. */
const PREDEFINED = /^(?:https?|ftp|no|all)_proxy$/i;

export const noSecretsInBuilds: Rule = {
  name: "no-secrets-in-builds",
  description: "No secret is a build argument, which stays in the history of the image.",
  severity: "critical",
  remediationSteps: "Use build.secrets, which mounts it for one step.",
  meta: { cis: ["4.10"], soc2: ["CC6.1", "C1.1"], iso27001: ["A.5.17", "A.8.9", "A.8.24"] },
  validateResource: checks({
    remoteImage: [
      ({ build }) =>
        each(variables(build?.buildArgs), ({ name, value }) => {
          const what = PREDEFINED.test(name) ? undefined : (secretIn(value) ?? (isSecretName(name) && value !== "" ? "by its name a secret" : undefined));
          return what === undefined ? undefined : { must: "hand no secret to a build", got: `build.buildArgs ${name} (${what})`, fix: "mount it by build.secrets" };
        }),
    ],
  }),
};
