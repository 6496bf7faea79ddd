/** `./sutazai consolidate`: does a consolidation plan to an estate, shows how far it is, gives the estate back. */
import { realpathSync, statSync } from "node:fs";
import { resolve } from "node:path";
import type { Command } from "commander";
import { counted } from "../../infra/words.ts";
import type { Estate } from "../../legacy/execute/apply.ts";
import { defaultArchive, latestRun, progressOf, refuseNested } from "../../legacy/execute/archive.ts";
import { realDisk } from "../../legacy/execute/disk.ts";
import { StoppedError } from "../../legacy/execute/errors.ts";
import { withLock } from "../../legacy/execute/lock.ts";
import { rollBack } from "../../legacy/execute/rollback.ts";
import { gateLines, statusOf, statusRows } from "../../legacy/execute/status.ts";
import { PHASES } from "../../legacy/plan-types.ts";
import { COMPARED } from "../../legacy/proof.ts";
import { apply } from "../consolidate/apply.ts";
import { generateFiles, type GenerateWords } from "../consolidate/generate.ts";
import { planEstate, type PlanWords } from "../consolidate/plan.ts";
import { EXIT, OperationError, UsageError, type CommandSpec, type Context, type ExitCode } from "../command.ts";

type Options = Readonly<Record<string, unknown>>;
type Action = (context: Context, estate: Estate, options: Options) => ExitCode | Promise<ExitCode>;

/** Each with the options that belong to it. */
const ACTIONS: Readonly<Record<string, { readonly run: Action; readonly takes: readonly string[] }>> = {
  plan: { run: (context, { root }, options) => planEstate(context, String(root), options as PlanWords), takes: ["out", "service", "template", "critical", "allow", "measured", "constraints", "unpinned", "bases", "anyVersion", "alpine", "scripts", "retire"] },
  generate: { run: (context, { root }, options) => generateFiles(context, String(root), options as GenerateWords), takes: ["service", "execute"] },
  apply: { run: apply, takes: ["plan", "execute", "phase", "allow", "validate", "accept", "waive", "base", "jobs", "timeLimit", "readyLimit", "memory"] },
  rollback: { run: rollback, takes: ["to"] },
  status: { run: status, takes: [] },
};

export const consolidate: CommandSpec = {
  name: "consolidate",
  summary: "an estate of old files: plan, apply, status, rollback, generate",
  configure: (command: Command) =>
    void command
      .argument("<action>", Object.keys(ACTIONS).join(", "))
      .argument("<dir>", "the estate")
      .option("--archive <dir>", "where its old files are kept; default: below .sutazai/archives")
      .option("--plan <file>", "apply: the plan; default: the one that was begun")
      .option("--execute", "apply, generate: do it; without it nothing is touched")
      .option("--phase <phase>", `apply: stop after this phase (${PHASES.join(", ")})`)
      .option("--allow <service>", "plan, apply: this critical service may be touched; may be repeated", list, [])
      .option("--validate <what>", "apply: after each phase build and start the images of the Dockerfiles that it wrote (build), or also of those that it keeps as rows of the manifest (all), as they were and as they are")
      .option("--accept <difference>", `apply --validate: this may differ between the old and the new image (${COMPARED.join(", ")}); may be repeated`, list, [])
      .option("--base <from=image>", "apply --validate: build on a local image instead of an upstream one, as validate does; may be repeated", (rule: string, all: string[]) => [...all, rule], [])
      .option("--jobs <n>", "apply --validate: builds at a time")
      .option("--time-limit <seconds>", "apply --validate: for one build")
      .option("--ready-limit <seconds>", "apply --validate: from a container's start until it is healthy or listens")
      .option("--memory <megabytes>", "apply --validate: for one container")
      .option("--waive <gate>", "apply: go on although this gate found something and is not asked again; may be repeated", list, [])
      .option("--retire <file>", "plan: give up this compose file, though the catalogue does not have all of it; may be repeated", list, [])
      .option("--critical <service>", "plan: one more service that is not touched without --allow; may be repeated", list, [])
      .option("--service <service>", "plan, generate: only the files of this service")
      .option("--template <name>", "plan: the template that the service must get")
      .option("--measured <file>", "plan: a report of validate, for real seconds and bytes")
      .option("--constraints", "plan: generated Dockerfiles take their Python versions from the shared constraints where their own list agrees with these")
      .option("--unpinned <how>", "plan: services whose image has no version: refuse to take them into the catalogue, or keep them as open")
      .option("--bases", "plan: put Dockerfiles of upstream interpreter images onto our bases; every drop and difference is a line")
      .option("--alpine <file>", "plan --bases: this Dockerfile of an Alpine image too, with Debian's packages; may be repeated", list, [])
      .option("--any-version", "plan --bases: also where the interpreter's or Debian's version is another")
      .option("--scripts <file>", "plan: YAML, old script: new command; each becomes a wrapper that calls it")
      .option("--out <file>", "plan: write it here, for apply --plan")
      .option("--to <step>", "rollback: the step that stays as the last one"),
  async run(context, [action, dir], options) {
    const chosen = ACTIONS[String(action)];
    if (!chosen) throw new UsageError(`"${String(action)}" is not one of ${Object.keys(ACTIONS).join(", ")}`);
    const foreign = Object.values(ACTIONS).flatMap((a) => a.takes).find((name) => !chosen.takes.includes(name) && isGiven(options[name]));
    if (foreign) throw new UsageError(`--${foreign.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`)} does not belong to consolidate ${String(action)}`);
    try {
      return await chosen.run(context, estateOf(context, String(dir), options.archive as string | undefined), options);
    } catch (error) {
      if (error instanceof StoppedError) throw new OperationError(error.message);
      throw error;
    }
  },
};

const list = (names: string, all: string[]) => [...all, ...names.split(",")];
const isGiven = (value: unknown) => value !== undefined && !(Array.isArray(value) && value.length === 0);

/** @throws ProblemsError when there is no such folder, or when the archive would lie in it. */
function estateOf(context: Context, dir: string, archive: string | undefined): Estate {
  if (!statSync(dir, { throwIfNoEntry: false })?.isDirectory()) throw new UsageError(`there is no folder "${dir}"`);
  const root = realpathSync(dir);
  const wanted = archive === undefined ? defaultArchive(context.home, root) : resolve(archive);
  refuseNested(root, realOf(wanted));
  return { disk: realDisk, root: Buffer.from(root), archive: Buffer.from(wanted) };
}

/** The real path of what is not there yet: that of the folder that is, and the rest. */
function realOf(path: string): string {
  if (statSync(path, { throwIfNoEntry: false })) return realpathSync(path);
  const parent = resolve(path, "..");
  return `${realOf(parent).replace(/\/$/, "")}${path.slice(parent === "/" ? 0 : parent.length)}`;
}

async function rollback(context: Context, estate: Estate, options: Options): Promise<ExitCode> {
  const { out } = context;
  const begun = latestRun(estate.disk, estate.archive) !== undefined;
  const restored = begun ? await withLock(estate.disk, estate.archive, () => out.step(`giving back ${estate.root}`, async (say) => rollBack(estate, options.to as string | undefined, say))) : undefined;
  const paths = restored?.steps.flatMap((s) => s.paths) ?? [];
  paths.forEach((path) => out.line(`  ${path}`));
  out.line(restored ? `${counted(restored.steps.length, "step")} undone, ${counted(new Set(paths).size, "path is as it was", "paths are as they were")}` : `nothing to give back: no plan is applied to ${estate.root}`);
  out.json({ estate: String(estate.root), archive: restored ? String(restored.run.folder) : null, undone: restored?.steps ?? [] });
  return EXIT.done;
}

function status({ out }: Context, { disk, root, archive }: Estate): ExitCode {
  const run = latestRun(disk, archive);
  const found = run && statusOf(run.plan, progressOf(disk, run));
  if (found) out.table(statusRows(found));
  if (found) gateLines(found.gates).forEach((text) => out.line(text));
  out.line(found ? `${root}: ${found.next}; archive ${run.folder}` : `${root}: no plan was ever applied`);
  out.json({ estate: String(root), archive: run ? String(run.folder) : null, ...found });
  return EXIT.done;
}
