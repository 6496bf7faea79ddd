/** A Dockerfile as the rules look at it: its stages, and what each instruction does there. */
import { expand } from "../readers/dockerfile/lexer.ts";
import type { Dockerfile, Instruction } from "../readers/dockerfile/instruction.ts";
import { parseDockerfile } from "../readers/dockerfile/parse.ts";
import { scriptOf } from "../readers/dockerfile/run.ts";
import { stagesOf, type Stage as ReadStage } from "../readers/dockerfile/stages.ts";
import { pinOf, type Pin } from "../readers/image-pin.ts";
import { programs, type Started } from "../readers/shell/commands.ts";
import type { Script } from "../readers/shell/read.ts";

/** What a FROM names, defaults put in. `unresolved`: a build argument without a default decides it. */
export type Base = { readonly text: string } & ({ readonly kind: "scratch" } | { readonly kind: "image" | "unresolved"; readonly pin: Pin } | { readonly kind: "stage"; readonly stage: Stage });

export interface Step {
  readonly instruction: Instruction;
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
  return { dockerfile, stages: viewsOf(dockerfile), context, base };
}

/** A stage and those that it stands on, in the known base too; from the outermost. */
export function chainOf(stage: Stage, base: Subject | undefined): Stage[] {
  const found = [stage];
  let bottom = stage;
  while (bottom.base.kind === "stage") found.push((bottom = bottom.base.stage));
  const below = bottom.base.kind === "unresolved" ? base?.stages.at(-1) : undefined;
  return below === undefined ? found : [...found, ...chainOf(below, base?.base)];
}

/** The last such instruction in the last stage or in what it stands on. */
export function lastOf({ stages, base }: Subject, is: (instruction: Instruction) => boolean): Step | undefined {
  const last = stages.at(-1);
  return last && chainOf(last, base).map((stage) => stage.steps.findLast((s) => is(s.instruction))).find((s) => s !== undefined);
}

/** All steps of all stages. */
export const stepsOf = ({ stages }: Subject): Step[] => stages.flatMap((stage) => stage.steps);

function viewsOf(dockerfile: Dockerfile): Stage[] {
  const views = new Map<ReadStage, Stage>();
  for (const stage of stagesOf(dockerfile)) {
    const steps = stage.steps.map(({ instruction, lookup }): Step => {
      const script = instruction.keyword === "RUN" ? scriptOf(instruction) : [];
      return { instruction, script, programs: programs(script), resolve: (text) => expand(text, lookup, dockerfile.escape) };
    });
    views.set(stage, { name: stage.name, line: stage.from.line, base: baseOf(stage, views), steps });
  }
  return [...views.values()];
}

function baseOf({ kind, base: text, parent }: ReadStage, views: ReadonlyMap<ReadStage, Stage>): Base {
  if (parent !== undefined) return { kind: "stage", text, stage: views.get(parent)! };
  return kind === "image" || kind === "unresolved" ? { kind, text, pin: pinOf(text) } : { kind: "scratch", text };
}
