import { checks, each, type Finding } from "../lib/check.ts";
import type { Rule } from "../lib/rule.ts";
import { isSecretName, secretIn } from "../lib/secret-words.ts";

/** `--name=value`, `--name value`, `NAME=value`: a name and what stands for its value, if it is there in clear. */
const ASSIGNED = /(?:^|\s)-{0,2}([A-Za-z][\w.-]*)(?:=|\s+)(?!\s)(?!["']?(?:\$|\{\{|<|\/|@|-))["']?([^\s"']+)/g;

export const noSecretsInCommands: Rule = {
  name: "no-secrets-in-commands",
  description: "No secret is in a command line, which every process of the host may read.",
  severity: "critical",
  remediationSteps: "Have the service read the secret from a file: --password-file, or $(cat /run/secrets/...) in a shell.",
  meta: { cis: ["4.10"], soc2: ["CC6.1", "C1.1"], iso27001: ["A.5.17", "A.8.9", "A.8.24"] },
  validateResource: checks({
    container: [
      ({ entrypoints }) => judge("entrypoints", entrypoints),
      ({ command }) => judge("command", command),
      ({ healthcheck }) => judge("healthcheck.tests", healthcheck?.tests),
    ],
    service: [
      ({ taskSpec }) => judge("taskSpec.containerSpec.commands", taskSpec?.containerSpec?.commands),
      ({ taskSpec }) => judge("taskSpec.containerSpec.args", taskSpec?.containerSpec?.args),
      ({ taskSpec }) => judge("taskSpec.containerSpec.healthcheck.tests", taskSpec?.containerSpec?.healthcheck?.tests),
    ],
  }),
};

function judge(field: string, words: readonly string[] | undefined): Iterable<Finding> {
  return each(words, (word, i) => {
    const next = /^--?[A-Za-z][\w.-]*$/.test(word) ? (words?.[i + 1] ?? "") : "";
    const named = [...`${word} ${next}`.matchAll(ASSIGNED)].map((match) => match[1]!).find(isOption(word));
    const what = secretIn(word) ?? (named === undefined ? undefined : `the value of ${named}`);
    return what === undefined ? undefined : { must: "have no secret in a command line", got: `${field}[${i}] (${what})`, fix: "read it from a file" };
  });
}

/** In running text only an assignment or an option names a secret: "the password is" does not. */
function isOption(word: string): (name: string) => boolean {
  return (name) => isSecretName(name) && (word.includes(`${name}=`) || word.includes(`-${name}`));
}
