import type { Heredoc } from "./heredoc.ts";

/** One instruction of a Dockerfile, as BuildKit's parser sees it. */
export interface Instruction {
  /** Upper case; any word where the instruction is unknown. */
  readonly keyword: string;
  /** First and last line, from 1; here-documents belong to it. */
  readonly line: number;
  readonly endLine: number;
  /** `--from=x` and so on, quotes removed. */
  readonly flags: readonly string[];
  /**
   * The arguments: words (FROM, COPY, ADD, EXPOSE, VOLUME), elements of a JSON array, `NAME=VALUE` words (ENV, LABEL,
   * ARG), type and command (HEALTHCHECK), or the whole text as one (RUN, CMD, ENTRYPOINT, SHELL, USER, WORKDIR ...).
   */
  readonly args: readonly string[];
  /** ENV, LABEL, ARG: names and values as written; value undefined for `ARG NAME`. */
  readonly pairs: readonly { readonly name: string; readonly value: string | undefined }[];
  /** True for the JSON form. */
  readonly json: boolean;
  /** The text after keyword and flags, on one line, blanks at both ends removed. */
  readonly value: string;
  readonly heredocs: readonly Heredoc[];
  /** The instruction on one line, as it was joined. */
  readonly original: string;
  /** ONBUILD: the instruction that it holds. */
  readonly trigger: Instruction | undefined;
}

/** The stage or image that a COPY takes from instead of the context. */
export const takenFrom = ({ flags }: Pick<Instruction, "flags">): string | undefined => flags.find((flag) => flag.startsWith("--from="))?.slice("--from=".length);

/** What BuildKit refuses. */
export interface DockerfileError {
  readonly line: number;
  /** The rule, in fixed words. */
  readonly rule: string;
  /** For people: the rule and what was got. */
  readonly message: string;
}

export interface Dockerfile {
  readonly instructions: readonly Instruction[];
  /** By line. */
  readonly errors: readonly DockerfileError[];
  /** `\` or a backtick. */
  readonly escape: string;
}

/** Rules that the readers name by these words; the audit's facts carry them as they are. */
export const RULES = {
  unknown: "unknown instruction",
  first: "first instruction not FROM or ARG",
  early: "instruction before FROM",
  from: "FROM without one or three words",
  environment: "ENV: can't find = in pair",
  label: "LABEL: can't find = in pair",
  pair: "name without a value",
  healthcheck: "HEALTHCHECK type not CMD or NONE",
  sources: "COPY or ADD with less than two words",
  value: "instruction without a value",
  bare: "instruction without arguments",
  heredoc: "unterminated heredoc",
  empty: "no instruction",
  strings: "JSON form holds something else than strings",
  directive: "parser directive",
  flag: "flag",
  form: "form of the instruction",
  length: "line longer than 65535 bytes",
} as const;
