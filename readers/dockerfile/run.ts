/** What RUN instructions do: as shell programs, with and without here-documents. */
import { programs, type Started } from "../shell/commands.ts";
import { readShell, type Script } from "../shell/read.ts";
import type { Instruction } from "./instruction.ts";

/** The script of a RUN; the JSON form starts one program with the words as they are. `documents`: bodies of here-documents belong to it. Default true. */
export function scriptOf(run: Instruction, documents = true): Script {
  if (run.json) return [[{ words: run.args, substitutions: [] }]];
  const bodies = documents ? run.heredocs.map(({ content }) => content) : [];
  return readShell([run.value, ...bodies].join("\n"));
}

/** The programs that a RUN starts, here-documents left aside. */
export function programsOfRun(run: Instruction): Started[] {
  return programs(scriptOf(run, false));
}
