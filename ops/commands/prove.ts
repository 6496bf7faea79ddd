import { counted } from "../../infra/words.ts";
import { engine } from "../../engine/client.ts";
import { proof, proofMarkdown } from "../../legacy/proof.ts";
import { EXIT, UsageError, type CommandSpec } from "../command.ts";
import { imageFacts } from "../prove/facts.ts";
import { removeOrphans } from "../transient.ts";

/** `prove OLD NEW`: whether a new image holds and starts what an old one did; exit 2 with every difference. */
export const prove: CommandSpec = {
  name: "prove",
  summary: "compare two images: packages, user, ports, entry point, environment",
  configure: (command) => void command.argument("<old>", "an image of the engine").argument("<new>", "the one that shall replace it").option("--report <form>", "a report on standard output: md"),
  async run(context, [old, now], options) {
    if (options.report !== undefined && options.report !== "md") throw new UsageError(`--report is md, not "${String(options.report)}"; --json prints the document`);
    if (options.report !== undefined && context.json) throw new UsageError("--report md and --json exclude each other: both are for standard output");
    const names = { old: String(old), new: String(now) };
    await removeOrphans(engine(), (text) => void process.stderr.write(`${text}\n`));
    const found = proof(names, await imageFacts(engine(), names.old), await imageFacts(engine(), names.new));
    context.out.json(found);
    if (options.report === "md") process.stdout.write(proofMarkdown(found));
    else {
      const rows = found.differences.map((d) => [d.what, d.name, d.old ?? "-", d.new ?? "-"]);
      if (rows.length > 0) context.out.table([["WHAT", "NAME", "OLD", "NEW"], ...rows]);
      const { python, npm, os } = found.packages;
      context.out.line(found.same ? `the same: ${python} Python, ${npm} npm and ${os} operating system packages, user, ports, entry point, command, environment` : counted(found.differences.length, "difference"));
    }
    return found.same ? EXIT.done : EXIT.findings;
  },
};
