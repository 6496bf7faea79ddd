/** Instructions that a base's own Dockerfile has carried out already: taken out where the result is the same. Pure. */
import { parseDockerfile } from "../../readers/dockerfile/parse.ts";
import { programsOfRun } from "../../readers/dockerfile/run.ts";
import type { Instruction } from "../../readers/dockerfile/instruction.ts";
import { installed, type SharedBase } from "./base.ts";
import type { BaseLine } from "./onto.ts";

/** What an instruction becomes; an empty text takes it out. */
interface Drop {
  readonly text: string;
  readonly dropped: BaseLine;
}

/**
 * @param own lines of the instructions that stand on the base.
 * @param never variables that are not the base's as far as this image goes.
 */
export function withoutKnown(text: string, base: SharedBase, own: ReadonlySet<number>, never: ReadonlySet<string>): { readonly text: string; readonly dropped: readonly BaseLine[] } {
  const instructions = parseDockerfile(text).instructions.filter(({ line }) => own.has(line));
  const lines = text.split("\n");
  const dropped: BaseLine[] = [];
  for (const one of instructions.toReversed()) {
    const drop = one.keyword === "ENV" ? ofEnvironment(one, instructions, base, never) : one.keyword === "RUN" ? ofPackages(one, lines.slice(one.line - 1, one.endLine).join("\n"), base) : undefined;
    if (!drop) continue;
    lines.splice(one.line - 1, one.endLine - one.line + 1, ...(drop.text === "" ? [] : drop.text.split("\n")));
    dropped.unshift(drop.dropped);
  }
  return { text: lines.join("\n"), dropped };
}

/** Variables with the base's own values that the file sets once. */
function ofEnvironment(one: Instruction, all: readonly Instruction[], base: SharedBase, never: ReadonlySet<string>): Drop | undefined {
  const times = (name: string) => all.flatMap(({ keyword, pairs }) => (keyword === "ENV" || keyword === "ARG" ? pairs.filter((pair) => pair.name === name) : [])).length;
  const same = one.pairs.filter(({ name, value }) => !never.has(name) && value !== undefined && bare(value) === base.environment.get(name) && times(name) === 1);
  if (same.length === 0) return undefined;
  const rest = one.pairs.filter((pair) => !same.includes(pair)).map(({ name, value }) => `${name}=${value}`);
  if (rest.length > 0 && !one.original.includes("=")) return undefined;
  return { text: rest.length > 0 ? `ENV ${rest.join(" ")}` : "", dropped: { kind: "dropped", text: `ENV ${same.map(({ name, value }) => `${name}=${value}`).join(" ")}: the base sets the same`, risk: "low" } };
}

const bare = (value: string) => /^(["'])([^"'\\$]*)\1$/.exec(value)?.[2] ?? value;

/** Packages that the base installs in the same way, without what is only recommended; the whole RUN when it does nothing else. */
function ofPackages(one: Instruction, body: string, base: SharedBase): Drop | undefined {
  const programs = programsOfRun(one);
  const installs = programs.filter(({ name, args }) => installed(name, args).length > 0);
  const [install, ...others] = installs;
  if (one.json || one.heredocs.length > 0 || !install || others.length > 0 || !install.args.includes("--no-install-recommends")) return undefined;
  const names = installed(install.name, install.args);
  const known = names.filter((name) => base.packages.has(name));
  if (known.length === 0) return undefined;
  const dropped: BaseLine = { kind: "dropped", text: `${known.join(", ")}: the base installs the same`, risk: "low" };
  const housekeeping = programs.every((program) => program === install || (program.name === "apt-get" && ["update", "clean", "autoremove"].some((word) => program.args.includes(word))) || (program.name === "rm" && program.args.every((word) => /^-|^\/var\/(lib\/apt|cache\/apt)/.test(word))));
  if (known.length === names.length) return housekeeping ? { text: "", dropped } : undefined;
  const text = known.reduce((rest, name) => rest.replace(new RegExp(`(\\s)${name.replace(/[.+]/g, "\\$&")}(?=\\s|$)[ \\t]*(?:\\\\\\n[ \\t]*)?`), "$1"), body);
  const wanted = programs.map(({ name, args }) => [name, ...(installed(name, args).length > 0 ? args.filter((word) => !known.includes(word)) : args)]);
  return isProgram(text, wanted) ? { text, dropped } : undefined;
}

/** Whether the changed RUN runs just these. */
function isProgram(text: string, wanted: readonly (readonly string[])[]): boolean {
  const { instructions, errors } = parseDockerfile(`FROM a\n${text}\n`);
  const found = instructions[1] ? programsOfRun(instructions[1]).map(({ name, args }) => [name, ...args]) : [];
  return errors.length === 0 && instructions.length === 2 && JSON.stringify(found) === JSON.stringify(wanted);
}
