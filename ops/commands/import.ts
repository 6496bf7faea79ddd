import { readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { counted } from "../../infra/words.ts";
import { importCompose } from "../../legacy/import/import.ts";
import { UNPINNED } from "../../legacy/import/part.ts";
import { catalogueModule, lossMarkdown } from "../../legacy/import/text.ts";
import { ProblemsError } from "../../infra/problems.ts";
import { readEnvironment } from "../../readers/compose/env-file.ts";
import { EXIT, OperationError, UsageError, type CommandSpec } from "../command.ts";
import { outFile, writeOut } from "../out-file.ts";

const TIER = 6;

/** `import`: compose files as a module for the catalogue, with the report of what was lost. Writes nothing but `--out`. */
export const importFiles: CommandSpec = {
  name: "import",
  summary: "compose files to catalogue entries, with a loss report",
  configure: (command) =>
    void command
      .argument("<file...>", "compose files; later ones override earlier ones")
      .option("--env-file <file>", "variables for the files, may be repeated; default: .env beside the first file", (file: string, all: string[]) => [...all, file], [])
      .option("--tier <number>", "tier of the imported services", String(TIER))
      .option("--unpinned <how>", "an image without a version: refuse, or keep as something still to be decided", "refuse")
      .option("--out <file>", "write the module there instead of standard output")
      .option("--report <form>", "the loss report on standard output instead of the module: md or json"),
  async run(context, [files], options) {
    const form = options.report;
    if (form !== undefined && form !== "md" && form !== "json") throw new UsageError(`--report is md or json, not "${String(form)}"`);
    const tier = Number(options.tier);
    if (!Number.isInteger(tier) || tier < 1 || tier > 9) throw new UsageError(`--tier is a number from 1 to 9, not "${String(options.tier)}"`);
    const unpinned = UNPINNED.find((how) => how === options.unpinned);
    if (unpinned === undefined) throw new UsageError(`--unpinned is ${UNPINNED.join(" or ")}, not "${String(options.unpinned)}"`);
    const out = outFile(options.out);
    const paths = (files as string[]).map((file) => normalize(file));
    const { imported, problems } = importCompose(
      { files: paths, environment: [process.env as Record<string, string>, ...environments(options.envFile as string[], paths[0]!)], profiles: options.profile as string[], read: (file) => readFileSync(file, "utf8") },
      { tier, root: context.root, unpinned },
    );
    if (imported === undefined) {
      context.out.json({ problems });
      throw new ProblemsError("import", problems.map(({ at, rule, got, fix }) => ({ path: `${at.file}:${at.line}`, rule, got, fix })));
    }
    const module = catalogueModule(imported, files as string[]);
    if (out !== undefined) writeOut(out, module);
    if (context.json || form === "json") context.json ? context.out.json(imported) : process.stdout.write(`${JSON.stringify(imported.losses, null, 2)}\n`);
    else if (form === "md") process.stdout.write(lossMarkdown(imported.losses));
    else if (out === undefined) process.stdout.write(module);
    const open = imported.losses.filter((loss) => loss.kind === "open").length;
    const words = `${counted(imported.services.length, "service")}; ${counted(imported.losses.length, "thing is not as it was", "things are not as they were")} written${open > 0 ? `, ${open} of them open: no stack takes ${open === 1 ? "it" : "them"} yet` : ""}`;
    process.stderr.write(`${words}${form === undefined ? " (--report md lists them)" : ""}\n`);
    return EXIT.done;
  },
};

/** The named env files, the last one first; each may name variables of those before it. Without any, `.env` beside the first file if it is there. */
function environments(named: readonly string[], first: string): Record<string, string>[] {
  const found: Record<string, string>[] = [];
  for (const file of named) {
    try {
      found.unshift(readEnvironment(readFileSync(file, "utf8"), (name) => process.env[name] ?? found.find((one) => name in one)?.[name]));
    } catch (error) {
      throw new OperationError(`env file ${file} cannot be read: ${(error as Error).message}`);
    }
  }
  if (named.length > 0) return found;
  try {
    return [readEnvironment(readFileSync(join(dirname(first), ".env"), "utf8"), (name) => process.env[name])];
  } catch {
    return [];
  }
}
