/** What is known of the Dockerfiles of an estate: facts of each, and the sums over all. */
import { posix } from "node:path";
import { brokenSteps, runLines } from "../readers/dockerfile/broken-steps.ts";
import { RULES, type Dockerfile, type DockerfileError } from "../readers/dockerfile/instruction.ts";
import { expand, unquote } from "../readers/dockerfile/lexer.ts";
import { scriptOf } from "../readers/dockerfile/run.ts";
import { basesOf, checksHealth, headOf, isNonRoot, stagesOf, userOf, type Base } from "../readers/dockerfile/stages.ts";
import { aptWithRecommends, pipesToShell } from "../readers/shell/facts.ts";
import { escaping, missingIn, sourcesOf, type Source } from "./copy-sources.ts";
import { secretKind, type SecretKind } from "./secrets.ts";
import { byCodePoint, type Tree } from "./tree.ts";

export interface SecretVariable {
  readonly line: number;
  readonly name: string;
  readonly in: "ENV" | "ARG";
  readonly kind: SecretKind;
}

/** Facts of one Dockerfile; a list that would be empty is left out. Numbers are lines, those of instructions their first. */
export interface DockerfileFacts {
  readonly bases: readonly Base[];
  readonly stages: number;
  /** No parse errors; what else the builder refuses is in `refused`. */
  readonly valid: boolean;
  readonly parse_errors?: readonly { readonly line: number; readonly error: string }[];
  /** Refused by the builder for other reasons: unknown flags, forms that an instruction does not have. */
  readonly refused?: readonly { readonly line: number; readonly error: string }[];
  readonly user: string | null;
  /** USER stands in an earlier stage. */
  readonly user_inherited?: true;
  /** Null when a variable decides. */
  readonly user_nonroot: boolean | null;
  readonly healthcheck: boolean;
  readonly multi_stage: boolean;
  readonly bytes: number;
  readonly expose?: readonly string[];
  readonly apt_without_no_recommends?: readonly number[];
  readonly pipe_to_shell?: readonly number[];
  readonly add_url?: readonly Source[];
  readonly secret_env?: readonly SecretVariable[];
  readonly copy_unresolved?: readonly Source[];
  readonly copy_escapes?: readonly Source[];
  readonly copy_shell_words?: readonly number[];
  /** By context. */
  readonly copy_missing?: Readonly<Record<string, readonly Source[]>>;
  readonly copy_missing_everywhere?: true;
  readonly copy_empty_globs?: Readonly<Record<string, readonly Source[]>>;
  readonly root_command_as_nonroot?: readonly number[];
  readonly user_tools_missing?: readonly number[];
  readonly wrong_package_manager?: readonly number[];
  /** `compose file#service`, sorted. */
  readonly referenced_by?: readonly string[];
  /** Where services build it; without one its own folder is its context. */
  readonly contexts?: readonly string[];
}

/** A service that builds a Dockerfile. */
export interface Reference {
  /** `compose file#service`. */
  readonly by: string;
  readonly context: string;
}

/** Errors that make a Dockerfile invalid in the summary, where other tools count the same. */
const COUNTED: ReadonlySet<string> = new Set([RULES.unknown, RULES.first, RULES.from, RULES.environment, RULES.label, RULES.healthcheck, RULES.sources, RULES.value, RULES.heredoc, RULES.empty]);
const isCounted = ({ rule }: DockerfileError) => COUNTED.has(rule);

/** @param path of the file, relative to the checkout. */
export function dockerfileFacts(path: string, file: Dockerfile, bytes: number, tree: Tree, references: readonly Reference[]): DockerfileFacts {
  const stages = stagesOf(file);
  const last = stages.at(-1);
  const user = userOf(last);
  const sources = sourcesOf([...headOf(file), ...stages.flatMap(({ steps }) => steps)]);
  const contexts = [...new Set(references.map(({ context }) => context))].sort(byCodePoint);
  const lists = {
    parse_errors: file.errors.filter(isCounted).map(({ line, rule }) => ({ line, error: rule })),
    refused: file.errors.filter((error) => !isCounted(error)).map(({ line, message }) => ({ line, error: message })),
    expose: stages.flatMap(({ steps }) => steps.flatMap(({ instruction, lookup }) => (instruction.keyword === "EXPOSE" ? instruction.args.map((port) => expand(port, lookup, file.escape)) : []))),
    apt_without_no_recommends: runLines(file.instructions, (run) => aptWithRecommends(scriptOf(run))),
    pipe_to_shell: runLines(file.instructions, (run) => pipesToShell(scriptOf(run))),
    add_url: sources.urls,
    secret_env: secretVariables(file),
    copy_unresolved: sources.unresolved,
    copy_escapes: escaping(sources.paths),
    copy_shell_words: sources.shellWords,
    ...brokenSteps(stages),
    referenced_by: references.map(({ by }) => by).sort(byCodePoint),
    contexts,
  };
  return {
    bases: basesOf(stages),
    stages: stages.length,
    valid: !file.errors.some(isCounted),
    user: user?.user ?? null,
    ...(user?.inherited ? { user_inherited: true } : {}),
    user_nonroot: user ? (isNonRoot(user.user) ?? null) : false,
    healthcheck: checksHealth(last),
    multi_stage: stages.length > 1,
    bytes,
    ...Object.fromEntries(Object.entries(lists).filter(([, list]) => list.length > 0)),
    ...missing(tree, contexts.length > 0 ? contexts : [posix.dirname(path)], sources.paths),
  };
}

function missing(tree: Tree, contexts: readonly string[], paths: readonly Source[]): Pick<DockerfileFacts, "copy_missing" | "copy_missing_everywhere" | "copy_empty_globs"> {
  const found = contexts.map((context) => ({ context, ...missingIn(tree, context, paths) }));
  const literal = found.filter((each) => each.literal.length > 0);
  const globs = found.filter((each) => each.globs.length > 0);
  return {
    ...(literal.length > 0 ? { copy_missing: Object.fromEntries(literal.map((each) => [each.context, each.literal])) } : {}),
    ...(literal.length > 0 && literal.length === found.length ? { copy_missing_everywhere: true } : {}),
    ...(globs.length > 0 ? { copy_empty_globs: Object.fromEntries(globs.map((each) => [each.context, each.globs])) } : {}),
  };
}

function secretVariables(file: Dockerfile): SecretVariable[] {
  return file.instructions.flatMap(({ keyword, line, pairs }) =>
    keyword !== "ENV" && keyword !== "ARG"
      ? []
      : pairs.flatMap(({ name, value }) => {
          const kind = value === undefined ? undefined : secretKind(name, unquote(value, file.escape));
          return kind ? [{ line, name, in: keyword, kind } as const] : [];
        }),
  );
}

/** The sums over all files, under the keys of the audit's summary. */
export function dockerfileSummary(all: readonly (DockerfileFacts & { readonly archived?: true })[]): Record<string, number> {
  const count = (test: (facts: DockerfileFacts & { readonly archived?: true }) => unknown) => all.filter((facts) => Boolean(test(facts))).length;
  return {
    dockerfiles_invalid: count((f) => !f.valid),
    dockerfiles_unpinned_base: count((f) => f.bases.some(({ pin }) => pin === "none")),
    dockerfiles_no_nonroot_user: count((f) => f.user_nonroot === false),
    dockerfiles_user_unknown: count((f) => f.user_nonroot === null),
    dockerfiles_no_healthcheck: count((f) => !f.healthcheck),
    dockerfiles_multi_stage: count((f) => f.multi_stage),
    dockerfiles_apt_without_no_recommends: count((f) => f.apt_without_no_recommends),
    dockerfiles_pipe_to_shell: count((f) => f.pipe_to_shell),
    dockerfiles_add_url: count((f) => f.add_url),
    dockerfiles_secret_env: count((f) => f.secret_env),
    dockerfiles_secret_env_not_placeholder: count((f) => f.secret_env?.some(({ kind }) => kind !== "placeholder")),
    dockerfiles_copy_missing: count((f) => f.copy_missing),
    dockerfiles_copy_missing_everywhere: count((f) => f.copy_missing_everywhere),
    dockerfiles_copy_missing_live: count((f) => f.copy_missing && !f.archived),
    dockerfiles_root_command_as_nonroot: count((f) => f.root_command_as_nonroot),
    dockerfiles_user_tools_missing: count((f) => f.user_tools_missing),
    dockerfiles_wrong_package_manager: count((f) => f.wrong_package_manager),
    dockerfiles_referenced_by_compose: count((f) => f.referenced_by),
    distinct_base_images: Object.keys(baseImages(all)).length,
  };
}

/** Base images and how many Dockerfiles stand on each, most first. */
export function baseImages(all: readonly DockerfileFacts[]): Record<string, number> {
  const counts = new Map<string, number>();
  for (const { image } of all.flatMap(({ bases }) => bases)) counts.set(image, (counts.get(image) ?? 0) + 1);
  return Object.fromEntries([...counts].sort(([a, m], [b, n]) => n - m || byCodePoint(a, b)));
}
