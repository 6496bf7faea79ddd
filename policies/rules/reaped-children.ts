import { checks, demand, type Finding } from "../lib/check.ts";
import type { Rule } from "../lib/rule.ts";

const SHELL = /(?:^|\/)(?:sh|ash|bash|dash|zsh)$/;

/** The entry point of the image is not seen here: the image answers for it. A shell that replaces itself by exec needs no init. */
export const reapedChildren: Rule = {
  name: "reaped-children",
  description: "A container whose first process is a shell has an init that reaps its children.",
  severity: "low",
  remediationSteps: "Let the shell end in exec, start the service itself, or set init: true.",
  meta: { cis: [], soc2: ["A1.1"], iso27001: ["A.8.6", "A.8.9"] },
  validateResource: checks({
    container: [({ entrypoints, command, init }) => judge("init", [...(entrypoints ?? []), ...(command ?? [])], init)],
    service: [({ taskSpec }) => judge("taskSpec.containerSpec.init", [...(taskSpec?.containerSpec?.commands ?? []), ...(taskSpec?.containerSpec?.args ?? [])], taskSpec?.containerSpec?.init)],
  }),
};

function judge(field: string, words: readonly string[], init: boolean | undefined): Finding | undefined {
  const stays = SHELL.test(words[0] ?? "") && !words.some((word) => /(?:^|[;&\s])exec\s/.test(word));
  return demand(!stays || init === true, "reap its children", field, init, `let the shell exec the service, or set ${field}: true`);
}
