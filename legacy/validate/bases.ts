/** Upstream images that a Dockerfile takes, and local ones put in their place. Pure. */
import { takenFrom, type Instruction } from "../../readers/dockerfile/instruction.ts";
import { parseDockerfile } from "../../readers/dockerfile/parse.ts";
import { stagesOf } from "../../readers/dockerfile/stages.ts";

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

/** Puts the rules' images in the place of what FROM and COPY's `--from` name; the first rule that matches counts. */
export function rebase(text: string, rules: readonly BaseRule[]): Rebased {
  if (rules.length === 0) return { text, replaced: [] };
  const lines = text.split("\n");
  const replaced = new Map<string, BaseRule>();
  const put = ({ line, endLine }: Instruction, reference: string, changed: (image: string) => string) => {
    const rule = rules.find(({ from }) => matches(from, reference));
    if (!rule) return;
    replaced.set(reference, { from: reference, image: rule.image });
    lines.splice(line - 1, endLine - line + 1, changed(rule.image), ...Array<string>(endLine - line).fill(""));
  };
  const stages = stagesOf(parseDockerfile(text));
  const names = new Set(stages.flatMap(({ name }, index) => [String(index), ...(name === undefined ? [] : [name.toLowerCase()])]));
  for (const { from, base, kind, steps } of stages) {
    if (kind === "image") put(from, base, (image) => ["FROM", ...from.flags, image, ...from.args.slice(1)].join(" "));
    for (const { instruction } of steps) {
      const source = instruction.keyword === "COPY" && instruction.heredocs.length === 0 ? takenFrom(instruction) : undefined;
      if (source !== undefined && !names.has(source.toLowerCase())) put(instruction, source, (image) => instruction.original.replace(/--from=\S+/, `--from=${image}`));
    }
  }
  return { text: lines.join("\n"), replaced: [...replaced.values()] };
}

function matches(pattern: string, reference: string): boolean {
  const expression = shortened(pattern).split("*").map((part) => part.replace(/[\\^$.|?+()[\]{}]/g, "\\$&")).join(".*");
  return new RegExp(`^${expression}$`).test(shortened(reference));
}

/** `docker.io/library/python` and `python` are the same image. */
const shortened = (reference: string) => reference.replace(/^(?:index\.)?docker\.io\//, "").replace(/^library\//, "");
