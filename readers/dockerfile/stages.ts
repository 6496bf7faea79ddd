/** Stages of a Dockerfile: their bases, variables, users, and what follows from them. */
import { pinOf, type Pin } from "../image-pin.ts";
import type { Dockerfile, Instruction } from "./instruction.ts";
import { expand, type Lookup } from "./lexer.ts";

export type BaseKind = "scratch" | "stage" | "image" | "unresolved";

export interface Stage {
  readonly from: Instruction;
  readonly name: string | undefined;
  /** FROM's word with defaults put in. */
  readonly base: string;
  readonly kind: BaseKind;
  /** The earlier stage that it is based on. */
  readonly parent: Stage | undefined;
  /** What stands below FROM, with the variables that are known there. */
  readonly steps: readonly Step[];
  /** ENV at its end, also that of the stage below. */
  readonly environment: Variables;
}

/** Variables, the newest first. A list that shares its tail: stages and steps without number then cost no more than what each of them sets. */
type Variables = { readonly name: string; readonly value: string; readonly before: Variables } | undefined;

export interface Step {
  readonly instruction: Instruction;
  /** ENV and defaults of ARG before the instruction. */
  readonly lookup: Lookup;
  /** The escape character of the file. */
  readonly escape: string;
}

/** The stages in order. Instructions before the first FROM belong to none. */
export function stagesOf(file: Dockerfile): Stage[] {
  const first = file.instructions.findIndex(({ keyword }) => keyword === "FROM");
  if (first < 0) return [];
  const globals = defaults(file.instructions.slice(0, first), file.escape);
  const stages: Stage[] = [];
  const named = new Map<string, Stage>();
  const starts = file.instructions.flatMap(({ keyword }, at) => (keyword === "FROM" ? [at] : []));
  for (const [at, start] of starts.entries()) {
    const next = stage(file.instructions[start]!, file.instructions.slice(start + 1, starts[at + 1]), named, globals, file.escape);
    if (next.name !== undefined) named.set(next.name.toLowerCase(), next);
    stages.push(next);
  }
  return stages;
}

/** What stands before the first FROM, all of a file without one, with the defaults that are known there. */
export function headOf(file: Dockerfile): Step[] {
  const first = file.instructions.findIndex(({ keyword }) => keyword === "FROM");
  const head = first < 0 ? file.instructions : file.instructions.slice(0, first);
  const known = defaults(head, file.escape);
  return head.map((instruction) => ({ instruction, lookup: (name) => known.get(name), escape: file.escape }));
}

/** Every stage from this one down to the one that stands on an image. */
export function chain(stage: Stage | undefined): Stage[] {
  const found: Stage[] = [];
  for (let each = stage; each !== undefined; each = each.parent) found.push(each);
  return found;
}

/** What ENV sets at the end of a stage. */
export function environmentOf({ environment }: Stage): Map<string, string> {
  const found: [string, string][] = [];
  for (let each = environment; each !== undefined; each = each.before) found.push([each.name, each.value]);
  return new Map(found.reverse());
}

/** The USER that holds at the end of a stage, its variables put in; undefined when none is set in this file. */
export function userOf(stage: Stage | undefined): { readonly user: string; readonly inherited: boolean } | undefined {
  for (const [depth, each] of chain(stage).entries()) {
    const step = each.steps.findLast(({ instruction }) => instruction.keyword === "USER" && instruction.value !== "");
    if (step) return { user: expand(step.instruction.value, step.lookup, step.escape), inherited: depth > 0 };
  }
  return undefined;
}

/** True when the part before `:` is neither root nor 0 nor empty; undefined while a variable is left. */
export function isNonRoot(user: string): boolean | undefined {
  if (user.includes("$")) return undefined;
  return !["root", "0", ""].includes(user.split(":")[0]!.trim());
}

/** Whether the last HEALTHCHECK of a stage, or of those it is based on, checks anything; one that the builder refuses is none. */
export function checksHealth(stage: Stage | undefined): boolean {
  const types = chain(stage).map(({ steps }) => steps.map(typeOfCheck).findLast((type) => type === "CMD" || type === "NONE"));
  return types.find((type) => type !== undefined) === "CMD";
}

function typeOfCheck({ instruction }: Step): string | undefined {
  return instruction.keyword === "HEALTHCHECK" ? instruction.args[0]?.toUpperCase() : undefined;
}

/** An image as a stage's base. */
export interface Base {
  readonly image: string;
  readonly pin: Pin;
  /** Built by this project, by its name. */
  readonly local: boolean;
}

/** Images that the stages stand on, in order, once each. */
export function basesOf(stages: readonly Stage[]): Base[] {
  const images = stages.filter(({ kind, base }) => base !== "" && (kind === "image" || kind === "unresolved")).map(({ base }) => base);
  return [...new Set(images)].map((image) => ({ image, pin: pinOf(image), local: repositoryOf(image).startsWith("sutazai") }));
}

/** The name without tag and digest. */
export function repositoryOf(image: string): string {
  return image.replace(/@.*$/, "").replace(/:[^/]*$/, "");
}

/** The tag; empty when there is none. */
export function tagOf(image: string): string {
  return /:([^/]*)$/.exec(image.replace(/@.*$/, ""))?.[1] ?? "";
}

function stage(from: Instruction, body: readonly Instruction[], earlier: ReadonlyMap<string, Stage>, globals: ReadonlyMap<string, string>, escape: string): Stage {
  const base = expand(from.args[0] ?? "", (name) => globals.get(name), escape);
  const name = from.args[1]?.toLowerCase() === "as" ? from.args[2] : undefined;
  const parent = earlier.get(base.toLowerCase());
  const kind: BaseKind = parent ? "stage" : base === "scratch" ? "scratch" : base.includes("$") ? "unresolved" : "image";
  let environment = parent?.environment;
  let args: Variables;
  const steps = body.map((instruction): Step => {
    const above = { environment, args };
    const lookup: Lookup = (variable) => valueIn(above.environment, variable) ?? valueIn(above.args, variable);
    for (const { name: variable, value } of instruction.pairs) {
      if (instruction.keyword === "ENV") environment = { name: variable, value: expand(value ?? "", lookup, escape), before: environment };
      const given = instruction.keyword === "ARG" ? (value === undefined ? globals.get(variable) : expand(value, lookup, escape)) : undefined;
      if (given !== undefined) args = { name: variable, value: given, before: args };
    }
    return { instruction, lookup, escape };
  });
  return { from, name, base, kind, parent, steps, environment };
}

function valueIn(variables: Variables, name: string): string | undefined {
  let each = variables;
  while (each !== undefined && each.name !== name) each = each.before;
  return each?.value;
}

/** Defaults of the ARGs before the first FROM. */
function defaults(instructions: readonly Instruction[], escape: string): Map<string, string> {
  const known = new Map<string, string>();
  for (const { pairs } of instructions.filter(({ keyword }) => keyword === "ARG"))
    for (const { name, value } of pairs) if (value !== undefined) known.set(name, expand(value, (variable) => known.get(variable), escape));
  return known;
}
