/** The file of `consolidate plan --scripts`: old script -> the command that takes its place. */
import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { z } from "zod";
import { ProblemsError, refuse, type Problem } from "../../infra/problems.ts";
import { zodProblems } from "../../infra/zod-problems.ts";
import type { ScriptMapping } from "../../legacy/plan/scripts.ts";
import { readShell } from "../../readers/shell/read.ts";

const line = z.union([z.string().min(1), z.array(z.string().min(1)).min(1)]);
const schema = z.record(z.string().regex(/^(?!\/)(?!.*(?:^|\/)\.\.?(?:\/|$)).*[^/]$/, "a path inside the estate, relative, without . and .."), z.union([line, z.strictObject({ command: line, arguments: z.boolean().default(false) })]));

/** @throws ProblemsError with everything that is wrong with it. */
export function readScripts(file: string): ScriptMapping[] {
  let input: unknown;
  try {
    input = parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw new ProblemsError("--scripts", [{ path: file, rule: "YAML: old script: new command", got: (error as Error).message, fix: "consolidate plan without it prints a proposal" }]);
  }
  const result = schema.safeParse(input ?? {});
  if (!result.success) throw new ProblemsError(`--scripts ${file}`, zodProblems(result.error, input));
  const problems: Problem[] = [];
  const mappings = Object.entries(result.data).flatMap(([path, how]): ScriptMapping[] => {
    const { command, arguments: passArguments } = typeof how === "string" || Array.isArray(how) ? { command: how, arguments: false } : how;
    const words = Array.isArray(command) ? command : wordsOf(command);
    if (words) return [{ path, command: words, passArguments }];
    problems.push({ path, rule: "one command with its words: no pipes, variables, redirections", got: String(command), fix: 'give it as a list: ["sh", "-c", "..."]' });
    return [];
  });
  refuse(`--scripts ${file}`, problems);
  return mappings;
}

/** The words of one simple command; undefined for more than that. */
function wordsOf(text: string): readonly string[] | undefined {
  const [pipeline, ...others] = readShell(text);
  const [part] = pipeline ?? [];
  const plain = others.length === 0 && pipeline?.length === 1 && part && !("group" in part) && part.substitutions.length === 0 && !/[$`<>&#*?\n]/.test(text);
  return plain && part.words.length > 0 && !part.words[0]!.includes("=") ? part.words : undefined;
}
