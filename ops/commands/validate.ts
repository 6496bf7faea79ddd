import { statSync } from "node:fs";
import { resolve } from "node:path";
import { counted } from "../../infra/words.ts";
import { engine } from "../../engine/client.ts";
import { walk } from "../../legacy/tree.ts";
import { jobName } from "../../legacy/validate/plan.ts";
import { bytes, compared, markdown, summed, sumLine, type Compared, type Validation } from "../../legacy/validate/report.ts";
import { EXIT, UsageError, type CommandSpec, type Context } from "../command.ts";
import { outFile, writeOut } from "../out-file.ts";
import { createOutput, type Output } from "../output.ts";
import { removeOrphans } from "../transient.ts";
import { jobsOf, validateJobs, type ValidateOptions } from "../validate/run.ts";
import { DEFAULTS, requireBases, settingsOf } from "../validate/settings.ts";

/** `validate DIR`: every image of an estate is built and started alone; exit 2 when one is not healthy. */
export const validate: CommandSpec = {
  name: "validate",
  summary: "build every Dockerfile of an estate and start each image alone",
  configure: (command) =>
    void command
      .argument("<dir>", "the estate")
      .option("--critical-only", "only what a platform cannot do without: postgres, redis, neo4j, ollama, backend, frontend")
      .option("--against <dir>", "a second estate, validated too and compared as the one after")
      .option("--base <from=image>", "build on a local image instead of an upstream one; `*` stands for any text; may be repeated", (rule: string, all: string[]) => [...all, rule], [])
      .option("--jobs <n>", "builds at a time", DEFAULTS.jobs)
      .option("--time-limit <seconds>", "for one build", DEFAULTS.timeLimit)
      .option("--ready-limit <seconds>", "from a container's start until it is healthy or listens", DEFAULTS.readyLimit)
      .option("--memory <megabytes>", "for one container", DEFAULTS.memory)
      .option("--no-cache", "do not use the engine's cache, to measure whole builds")
      .option("--report <form>", "a report: md or json")
      .option("--out <file>", "where the report goes; default: standard output"),
  async run(context, [dir], options) {
    const form = options.report;
    if (form !== undefined && form !== "md" && form !== "json") throw new UsageError(`--report is md or json, not "${String(form)}"`);
    if (options.out !== undefined && form === undefined) throw new UsageError("--out says where a report goes: give --report md or json, too");
    const file = outFile(options.out);
    const toStdout = form !== undefined && file === undefined;
    if (toStdout && context.json) throw new UsageError("--report and --json exclude each other without --out: both are for standard output");
    const out = toStdout ? createOutput({ json: true }) : context.out;
    const settings = settingsOf(options);
    const [first, second] = [folder(String(dir)), options.against === undefined ? undefined : folder(String(options.against))];
    await requireBases(engine(), settings.bases);
    await removeOrphans(engine(), (text) => out.line(text));
    const before = await validated(out, first, settings);
    const after = second === undefined ? undefined : await validated(out, second, settings);
    const pairs = after && compared(before.results, after.results);
    const document = after ? { before, after, compared: pairs } : before;
    if (form !== undefined) {
      const text = form === "json" ? JSON.stringify(document, null, 2) + "\n" : markdown(before, after && { validation: after, pairs: pairs! });
      if (file === undefined) process.stdout.write(text);
      else writeOut(file, text);
    }
    context.out.json(document);
    if (!toStdout) [before, ...(after ? [after] : [])].forEach((validation) => show(context, validation));
    if (!toStdout && pairs) showPairs(context, pairs);
    return (after ?? before).results.every((result) => result.outcome === "healthy") ? EXIT.done : EXIT.findings;
  },
};

async function validated(out: Output, root: string, settings: ValidateOptions): Promise<Validation> {
  const tree = walk(root);
  const jobs = jobsOf(tree, settings.criticalOnly);
  return out.step(`validating ${counted(jobs.length, "image")} of ${root}`, async (progress) => {
    let done = 0;
    const results = await validateJobs(engine(), root, tree, jobs, settings, (result) => progress(`${++done}/${jobs.length} ${jobName(result)}: ${result.outcome}`));
    return summed(root, results);
  });
}

function folder(path: string): string {
  if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) throw new UsageError(`"${path}" is no folder`);
  return resolve(path);
}

function show({ out }: Context, validation: Validation): void {
  const rows = validation.results.map((r) => [jobName(r), out.paint(r.outcome === "healthy" ? "green" : "red", r.outcome), `${r.seconds.toFixed(1)} s`, bytes(r.bytes), r.detail.slice(0, 120)]);
  out.table([["DOCKERFILE", "OUTCOME", "BUILD", "SIZE", "DETAIL"].map((word) => out.paint("bold", word)), ...rows]);
  const replaced = new Map(validation.results.flatMap((result) => result.replacedBases).map((rule) => [rule.from, rule.image]));
  for (const [from, image] of replaced) out.line(`base ${from}: built on ${image} instead`);
  out.line(sumLine(validation));
  out.line();
}

function showPairs({ out }: Context, pairs: readonly Compared[]): void {
  const words = (side: Compared["before"]) => (side ? [side.name, side.outcome, `${side.seconds.toFixed(1)} s${side.cachedSteps > 0 ? " (cache)" : ""}`, bytes(side.bytes)] : ["-", "-", "-", "-"]);
  out.table([["BEFORE", "OUTCOME", "BUILD", "SIZE", "AFTER", "OUTCOME", "BUILD", "SIZE"], ...pairs.map(({ before, after }) => [...words(before), ...words(after)])]);
}
