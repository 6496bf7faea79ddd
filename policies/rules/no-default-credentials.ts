import { checks, each, type Finding } from "../lib/check.ts";
import type { Rule } from "../lib/rule.ts";
import { isSecretName, variables, type Variable } from "../lib/secret-words.ts";

const KNOWN = /^(?:admin|administrator|changeme|change-me|default|guest|letmein|minioadmin|neo4j|pass|passw0rd|password|postgres|qwerty|root|secret|test|toor|123456\d*)$/i;
const PAIRS = /(?:^|[\s/=])(?:admin[:/](?:admin|password)|guest[:/]guest|root[:/](?:root|toor|password)|neo4j[:/](?:neo4j|password)|postgres[:/]postgres|elastic[:/]changeme|minioadmin[:/]minioadmin)(?:$|[\s@])/i;
const FIX = "let a secret be made, and deliver it as a file";

export const noDefaultCredentials: Rule = {
  name: "no-default-credentials",
  description: "No service runs with the password that everybody knows.",
  severity: "critical",
  remediationSteps: "Have `./sutazai up` make a secret, and deliver it as a file.",
  meta: { cis: [], soc2: ["CC6.1", "CC6.3"], iso27001: ["A.5.17", "A.8.9"] },
  validateResource: checks({
    container: [({ envs }) => judge("envs", variables(envs)), ({ command }) => each(command, (word, i) => pair(`command[${i}]`, word))],
    service: [
      ({ taskSpec }) => judge("taskSpec.containerSpec.env", variables(taskSpec?.containerSpec?.env)),
      ({ taskSpec }) => each(taskSpec?.containerSpec?.args, (word, i) => pair(`taskSpec.containerSpec.args[${i}]`, word)),
    ],
  }),
};

function judge(field: string, all: readonly Variable[]): Iterable<Finding> {
  return each(all, ({ name, value }) => {
    const known = (isSecretName(name) || /(?:^|_)AUTH$/i.test(name)) && KNOWN.test(value) ? "a password that everybody knows" : undefined;
    return known === undefined ? pair(`${field} ${name}`, value) : { must: "not have default credentials", got: `${field} ${name} (${known})`, fix: FIX };
  });
}

function pair(field: string, text: string): Finding | undefined {
  return PAIRS.test(text) ? { must: "not have default credentials", got: `${field} (a user and password that everybody knows)`, fix: FIX } : undefined;
}
