/** A Dockerfile as the rules look at it: its stages, and for each instruction the user and the variables that hold there. */
import { expand } from "../readers/dockerfile/lexer.ts";
import type { Dockerfile, Instruction } from "../readers/dockerfile/instruction.ts";
import { parseDockerfile } from "../readers/dockerfile/parse.ts";
import { pinOf, type Pin } from "../readers/image-pin.ts";
import { programs, type Started } from "../readers/shell/commands.ts";
import { readShell, type Script } from "../readers/shell/read.ts";

/** What a FROM names. `unresolved`: a build argument without a default decides it. */
export type Base = { readonly text: string } & ({ readonly kind: "scratch" | "unresolved" } | { readonly kind: "image"; readonly pin: Pin } | { readonly kind: "stage"; readonly stage: Stage });

export interface Step {
  readonly instruction: Instruction;
  /** USER as it holds for this instruction, variables put in; undefined where no USER of this file is known. */
  readonly user: string | undefined;
  /** RUN: its text as shell, here-documents included, and the programs that it starts. */
  readonly script: Script;
  readonly programs: readonly Started[];
  /** Puts the defaults of ARG and ENV into a text; a `$` stays where one has none. */
  resolve(text: string): string;
}

export interface Stage {
  readonly name: string | undefined;
  /** Of its FROM. */
  readonly line: number;
  readonly base: Base;
  readonly steps: readonly Step[];
}

/** The files beside a Dockerfile that COPY can reach. */
export interface BuildContext {
  /** @param path inside the context, absolute and clean: `/app/main.py`. */
  exists(path: string): boolean;
}

export interface Subject {
  readonly dockerfile: Dockerfile;
  readonly stages: readonly Stage[];
  /** Undefined when nothing is known of it. */
  readonly context: BuildContext | undefined;
  /** The Dockerfile that a build argument's base stands for, where the caller knows it. */
  readonly base: Subject | undefined;
}

export interface Surroundings {
  readonly context?: BuildContext;
  readonly base?: Subject;
}

export function subjectOf(text: string, { context, base }: Surroundings = {}): Subject {
  const dockerfile = parseDockerfile(text);
  return { dockerfile, stages: stagesOf(dockerfile), context, base };
}

/** A stage and those that it stands on, in the known base too; from the outermost. */
export function chainOf(stage: Stage, base: Subject | undefined): Stage[] {
  if (stage.base.kind === "stage") return [stage, ...chainOf(stage.base.stage, base)];
  const below = stage.base.kind === "unresolved" ? base?.stages.at(-1) : undefined;
  return below === undefined ? [stage] : [stage, ...chainOf(below, base?.base)];
}

/** The last instruction of one of these kinds in the last stage or what it stands on. */
export function lastOf({ stages, base }: Subject, keyword: string): Step | undefined {
  const last = stages.at(-1);
  return last && chainOf(last, base).map((stage) => stage.steps.findLast((s) => s.instruction.keyword === keyword)).find((s) => s !== undefined);
}

/** Whether a USER is root: `root`, `0`, nothing, with or without a group. */
export const isRoot = (user: string) => ["", "root", "0"].includes(user.split(":")[0]!.trim());

/** All steps of all stages. */
export const stepsOf = ({ stages }: Subject): Step[] => stages.flatMap((stage) => stage.steps);

function stagesOf({ instructions, escape }: Dockerfile): Stage[] {
  const global = new Map<string, string>();
  const stages: Stage[] = [];
  let current: { readonly name: string | undefined; readonly line: number; readonly base: Base; readonly steps: Step[] } | undefined;
  let variables = new Map<string, string>();
  let user: string | undefined;
  for (const instruction of instructions) {
    const { keyword, args, pairs, line } = instruction;
    if (keyword === "FROM") {
      const text = resolver(global, escape)(args[0] ?? "");
      const earlier = stages.findLast((s) => s.name !== undefined && s.name.toLowerCase() === text.toLowerCase());
      current = { name: args[1]?.toLowerCase() === "as" ? args[2] : undefined, line, base: baseOf(text, earlier), steps: [] };
      user = earlier?.steps.at(-1) === undefined ? undefined : userAfter(earlier);
      variables = new Map();
      stages.push(current);
      continue;
    }
    if (current === undefined) {
      if (keyword === "ARG") for (const { name, value } of pairs) if (value !== undefined) global.set(name, resolver(global, escape)(value));
      continue;
    }
    const resolve = resolver(variables, escape);
    const script = keyword === "RUN" ? scriptOf(instruction) : [];
    current.steps.push({ instruction, user, script, programs: programs(script), resolve: resolver(new Map(variables), escape) });
    if (keyword === "USER") user = resolve(args[0] ?? "");
    if (keyword === "ENV" || keyword === "ARG") {
      for (const { name, value = keyword === "ARG" ? global.get(name) : undefined } of pairs) if (value !== undefined) variables.set(name, resolve(value));
    }
  }
  return stages;
}

function baseOf(text: string, earlier: Stage | undefined): Base {
  if (text === "scratch") return { kind: "scratch", text };
  if (earlier !== undefined) return { kind: "stage", text, stage: earlier };
  return text.includes("$") || text === "" ? { kind: "unresolved", text } : { kind: "image", text, pin: pinOf(text) };
}

function userAfter(stage: Stage): string | undefined {
  const step = stage.steps.findLast((s) => s.instruction.keyword === "USER");
  return step === undefined ? stage.steps.at(-1)?.user : step.resolve(step.instruction.args[0] ?? "");
}

/** Replaces variables by what is known; one that is not stays as written, as `${NAME}`. */
function resolver(variables: ReadonlyMap<string, string>, escape: string): (text: string) => string {
  return (text) => expand(text, (name) => variables.get(name), escape);
}

function scriptOf({ json, args, value, heredocs }: Instruction): Script {
  if (json) return [[{ words: args, substitutions: [] }]];
  return readShell([value, ...heredocs.map((h) => h.content)].join("\n"));
}
