import { checks, type Finding } from "../lib/check.ts";
import { labelIn } from "../lib/labels.ts";
import type { Rule } from "../lib/rule.ts";

interface Options {
  readonly labels: readonly string[];
  readonly service: readonly string[];
}

export const ownerLabels: Rule = {
  name: "owner-labels",
  description: "Everything that a stack makes says whose it is.",
  severity: "low",
  remediationSteps: "Set the labels that the message names.",
  configSchema: { properties: {
    labels: { type: "array", items: { type: "string" }, default: ["sutazai.managed-by", "sutazai.stack"], description: "Labels of every container, network and volume." },
    service: { type: "array", items: { type: "string" }, default: ["sutazai.owner", "sutazai.service", "sutazai.tier"], description: "Labels of containers besides." },
  } },
  meta: { cis: [], soc2: ["CC6.1"], iso27001: ["A.5.9", "A.8.9"] },
  validateResource: checks<Options>({
    container: [(props, { labels, service }) => judge("labels", props.labels, [...labels, ...service])],
    service: [({ taskSpec }, { labels, service }) => judge("taskSpec.containerSpec.labels", taskSpec?.containerSpec?.labels, [...labels, ...service])],
    network: [(props, { labels }) => judge("labels", props.labels, labels)],
    volume: [(props, { labels }) => judge("labels", props.labels, labels)],
  }),
};

function judge(field: string, labels: unknown, wanted: readonly string[]): Finding | undefined {
  const missing = wanted.filter((label) => labelIn(labels, label) === undefined);
  return missing.length === 0 ? undefined : { must: "say whose it is", got: `${field} without ${missing.join(", ")}`, fix: `add ${missing.length === 1 ? "it" : "them"}` };
}
