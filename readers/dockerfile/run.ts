/** What RUN instructions do: as shell programs, with and without here-documents. */
import { programs, type Started } from "../shell/commands.ts";
import { readShell, type Script } from "../shell/read.ts";
import type { Instruction } from "./instruction.ts";

/** The script of a RUN; the JSON form starts one program with the words as they are. `documents`: bodies of here-documents belong to it. Default true. */
export function scriptOf(run: Instruction, documents = true): Script {
  if (run.json) return [[{ words: run.args, substitutions: [], feeds: [] }]];
  const bodies = documents ? run.heredocs.map(({ content }) => content) : [];
  return readShell([run.value, ...bodies].join("\n"));
}

const known = new WeakMap<Instruction, readonly Started[]>();

/** The programs that a RUN starts, here-documents left aside. Read once for each instruction. */
export function programsOfRun(run: Instruction): readonly Started[] {
  const found = known.get(run) ?? programs(scriptOf(run, false));
  known.set(run, found);
  return found;
}
