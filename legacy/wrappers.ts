/** Scripts under their old names that call what has taken their place, so that nothing breaks while people and jobs still use them. */
import { quoted } from "../readers/shell/quote.ts";

export interface Renamed {
  /** The command line that does its work now: words, run from the caller's folder. */
  readonly command: readonly string[];
  /** Whether the arguments of the old script mean the same to the new command; without it, arguments are refused. */
  readonly passArguments: boolean;
}

/** One wrapper, POSIX sh: says on standard error what is used instead, then becomes it; its exit code is the command's. */
export function wrapperText({ command, passArguments }: Renamed): string {
  const line = command.map(quoted).join(" ");
  const notice = `"$0: replaced by:" ${quoted(line)}`;
  const refusal = `if [ "$#" -gt 0 ]; then\n  printf '%s: takes no arguments any more; call the new command yourself\\n' "$0" >&2\n  exit 64\nfi\n`;
  return `#!/bin/sh\n# Kept under its old name; the work is done by the command below.\nprintf '%s %s\\n' ${notice} >&2\n${passArguments ? "" : refusal}exec ${line}${passArguments ? ' "$@"' : ""}\n`;
}
