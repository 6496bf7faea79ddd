import { checks, each, type Finding } from "../lib/check.ts";
import type { Rule } from "../lib/rule.ts";
import { isSecretName, secretIn, variables } from "../lib/secret-words.ts";

/** Values reach a rule in clear: a message has the name of a variable, never its value. */
export const noSecretsInEnvironment: Rule = {
  name: "no-secrets-in-environment",
  description: "No secret is in the environment, which `docker inspect` shows.",
  severity: "critical",
  remediationSteps: "Deliver the secret as a file, and point the service to it (NAME_FILE=/run/secrets/...).",
  meta: { cis: ["4.10"], soc2: ["CC6.1", "C1.1"], iso27001: ["A.5.17", "A.8.9", "A.8.24"], sources: ["OWASP Docker rule 12"] },
  validateResource: checks({
    container: [({ envs }) => judge("envs", envs)],
    service: [({ taskSpec }) => judge("taskSpec.containerSpec.env", taskSpec?.containerSpec?.env)],
  }),
};

function judge(field: string, envs: readonly string[] | Readonly<Record<string, string>> | undefined): Iterable<Finding> {
  return each(variables(envs), ({ name, value }) => {
    const what = secretIn(value) ?? (isSecretName(name) && value !== "" && !value.startsWith("/") ? "by its name a secret" : undefined);
    return what === undefined ? undefined : { must: "have no secret in its environment", got: `${field} ${name} (${what})`, fix: `write it into a file, and set ${name}_FILE to its path` };
  });
}
