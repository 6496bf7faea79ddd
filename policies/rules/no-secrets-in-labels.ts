import { checks, each, type Finding } from "../lib/check.ts";
import type { Rule } from "../lib/rule.ts";
import { isSecretName, secretIn, variables } from "../lib/secret-words.ts";

export const noSecretsInLabels: Rule = {
  name: "no-secrets-in-labels",
  description: "No secret is in a label, which everybody who may list containers reads.",
  severity: "critical",
  remediationSteps: "Remove the label.",
  meta: { cis: ["4.10"], soc2: ["CC6.1", "C1.1"], iso27001: ["A.5.17", "A.8.9", "A.8.24"] },
  validateResource: checks({
    container: [({ labels }) => judge("labels", labels)],
    service: [({ labels }) => judge("labels", labels), ({ taskSpec }) => judge("taskSpec.containerSpec.labels", taskSpec?.containerSpec?.labels)],
    network: [({ labels }) => judge("labels", labels)],
    volume: [({ labels }) => judge("labels", labels)],
    remoteImage: [({ build }) => judge("build.labels", variables(build?.labels).map(({ name, value }) => ({ label: name, value })))],
  }),
};

function judge(field: string, labels: readonly { readonly label: string; readonly value: string }[] | undefined): Iterable<Finding> {
  return each(labels, ({ label, value }) => {
    const what = secretIn(value) ?? (isSecretName(label) && value !== "" ? "by its name a secret" : undefined);
    return what === undefined ? undefined : { must: "have no secret in a label", got: `${field} ${label} (${what})`, fix: "remove the label" };
  });
}
