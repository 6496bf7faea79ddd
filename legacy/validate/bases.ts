/** Upstream images that a Dockerfile takes, and local ones put in their place. Pure. */
import { parseValue, resolve } from "../../readers/compose/interpolate.ts";
import type { Instruction } from "../../readers/dockerfile/instruction.ts";
import { parseDockerfile } from "../../readers/dockerfile/parse.ts";

/** `python:3.*` stands for every image that it matches, `*` for any text. */
export interface BaseRule {
  readonly from: string;
  readonly image: string;
}

export interface Rebased {
  /** The Dockerfile with its lines where they were. */
  readonly text: string;
  readonly replaced: readonly BaseRule[];
}

/** Puts the rules' images in the place of what FROM and `--from` name; the first rule that matches counts. */
export function rebase(text: string, rules: readonly BaseRule[]): Rebased {
  if (rules.length === 0) return { text, replaced: [] };
  const lines = text.replace(/^\uFEFF/, "").split("\n");
  const replaced = new Map<string, BaseRule>();
  const replacement = (reference: string) => {
    const rule = rules.find(({ from }) => matches(from, reference));
    if (rule) replaced.set(reference, { from: reference, image: rule.image });
    return rule?.image;
  };
  const { instructions } = parseDockerfile(text);
  const defaults = argumentsBefore(instructions);
  const stages = new Set<string>();
  for (const instruction of instructions) {
    const { keyword, line, endLine } = instruction;
    const changed = keyword === "FROM" ? from(instruction) : copyFrom(instruction);
    if (changed !== undefined) lines.splice(line - 1, endLine - line + 1, changed, ...Array<string>(endLine - line).fill(""));
  }
  return { text: lines.join("\n"), replaced: [...replaced.values()] };

  function from({ flags, args }: Instruction): string | undefined {
    const [written, ...rest] = args;
    const reference = written === undefined ? "" : resolve(parseValue(written), (name) => defaults.get(name)).text;
    const image = stages.has(reference.toLowerCase()) ? undefined : replacement(reference);
    if (rest[1] !== undefined) stages.add(rest[1].toLowerCase());
    return image === undefined ? undefined : ["FROM", ...flags, image, ...rest].join(" ");
  }

  function copyFrom({ keyword, original, flags, heredocs }: Instruction): string | undefined {
    if (keyword !== "COPY" || heredocs.length > 0) return undefined;
    const source = flags.find((flag) => flag.startsWith("--from="))?.slice("--from=".length);
    const image = source === undefined || /^\d+$/.test(source) || stages.has(source.toLowerCase()) ? undefined : replacement(source);
    return image === undefined ? undefined : original.replace(/--from=\S+/, `--from=${image}`);
  }
}

/** Defaults of the ARGs before the first FROM: FROM sees no others. */
function argumentsBefore(instructions: readonly Instruction[]): Map<string, string> {
  const first = instructions.findIndex((instruction) => instruction.keyword === "FROM");
  const defaults = new Map<string, string>();
  for (const { keyword, pairs } of instructions.slice(0, Math.max(first, 0))) {
    if (keyword !== "ARG") continue;
    for (const { name, value } of pairs) if (value !== undefined) defaults.set(name, resolve(parseValue(value.replace(/^(["'])(.*)\1$/, "$2")), (other) => defaults.get(other)).text);
  }
  return defaults;
}

function matches(pattern: string, reference: string): boolean {
  const expression = shortened(pattern).split("*").map((part) => part.replace(/[\\^$.|?+()[\]{}]/g, "\\$&")).join(".*");
  return new RegExp(`^${expression}$`).test(shortened(reference));
}

/** `docker.io/library/python` and `python` are the same image. */
const shortened = (reference: string) => reference.replace(/^(?:index\.)?docker\.io\//, "").replace(/^library\//, "");
