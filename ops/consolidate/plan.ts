import { ProblemsError } from "../../infra/problems.ts";
import { duplicatesText } from "../../legacy/duplicates/text.ts";
import { readEstate, type Estate } from "../../legacy/plan/estate.ts";
import { namesOf } from "../../legacy/plan/names.ts";
import { figureRows, figuresOf } from "../../legacy/plan/figures.ts";
import { candidateText, scriptCandidates } from "../../legacy/plan/scripts.ts";
import { planOf, type Planned } from "../../legacy/plan/plan.ts";
import { UNPINNED } from "../../legacy/import/part.ts";
import { mergedLines } from "../../legacy/plan/catalogue/text.ts";
import { CRITICAL } from "../../legacy/critical.ts";
import { savingsOf } from "../../legacy/duplicates/savings.ts";
import { planText } from "../../legacy/plan-text.ts";
import { planJson } from "../../legacy/plan-types.ts";
import { EXIT, UsageError, type Context, type ExitCode } from "../command.ts";
import { ontoText } from "../../legacy/plan/bases.ts";
import { knownNames } from "../../infra/nearest.ts";
import { outFile, writeOut } from "../out-file.ts";
import { sharedBases } from "./bases.ts";
import { readMeasured } from "./measured.ts";
import { readScripts } from "./scripts.ts";

/** Options of `consolidate plan`, by their camelCase names. */
export interface PlanWords {
  readonly out?: string;
  readonly service?: string;
  readonly template?: string;
  readonly critical?: readonly string[];
  readonly allow?: readonly string[];
  readonly measured?: string;
  readonly constraints?: boolean;
  readonly unpinned?: string;
  readonly bases?: boolean;
  readonly anyVersion?: boolean;
  readonly alpine?: readonly string[];
  readonly scripts?: string;
  readonly retire?: readonly string[];
}

/** `consolidate plan`: reads an estate and prints what would be done to it, or writes the plan for `apply` into a file. */
export async function planEstate(context: Context, root: string, words: PlanWords): Promise<ExitCode> {
  const { out } = context;
  if (words.template !== undefined && words.service === undefined) throw new UsageError("--template says which template the one service gets: name it with --service");
  if (words.constraints && words.service !== undefined) throw new UsageError("--constraints is about the versions of the whole estate: leave --service out");
  if ((words.retire ?? []).length > 0 && words.service !== undefined) throw new UsageError("--retire is about whole files: leave --service out");
  const file = outFile(words.out);
  const unpinned = UNPINNED.find((how) => how === (words.unpinned ?? "refuse"));
  if (unpinned === undefined) throw new UsageError(`--unpinned is ${UNPINNED.join(" or ")}, not "${String(words.unpinned)}"`);
  if (words.anyVersion && !words.bases) throw new UsageError("--any-version is about bases: give --bases, too");
  if ((words.alpine ?? []).length > 0 && !words.bases) throw new UsageError("--alpine is about bases: give --bases, too");
  const bases = words.bases ? { all: await sharedBases(context), anyVersion: words.anyVersion === true, alpine: words.alpine ?? [] } : undefined;
  const measured = words.measured === undefined ? undefined : readMeasured(words.measured);
  const estate = await out.step(`reading ${root}`, async () => readEstate(root));
  requireNames(estate, words);
  const options = { critical: [...CRITICAL, ...(words.critical ?? [])], allow: words.allow ?? [], unpinned, constraints: words.constraints ?? false, retire: words.retire ?? [], ...(bases ? { bases } : {}), ...(words.scripts === undefined ? {} : { scripts: readScripts(words.scripts) }), ...(words.service === undefined ? {} : { service: words.service }) };
  const planned = await out.step("comparing its files and checking references", async () => planOf(estate, options));
  requireFiles(planned, words);
  const { plan, held, duplicates, unconstrained, compose, onto } = planned;
  const figures = figuresOf(estate, plan);
  const savings = savingsOf(duplicates, measured);
  if (file !== undefined) writeOut(file, planJson(plan));
  else out.line(planText(plan));
  const { unread = [] } = estate;
  for (const { path, problem } of unread) out.line(`not read: ${path}: ${problem}; it stays as it is, what it refers to is not known`);
  for (const { path, why } of held) out.line(`held: ${path}: ${why}`);
  const candidates = scriptCandidates(estate).filter(({ path }) => !options.scripts?.some((one) => one.path === path));
  candidateText(candidates).forEach((line) => out.line(line));
  ontoText(onto).forEach((line) => out.line(line));
  for (const { path, why } of unconstrained) out.line(`without the shared constraints: ${path}: ${why}`);
  if (compose) mergedLines(compose).forEach((line) => out.line(line));
  duplicatesText(duplicates, savings).forEach((line) => out.line(line));
  out.table(figureRows(figures, unread.length));
  out.line(file === undefined ? `write it down: ./sutazai consolidate plan ${root} --out plan.json` : `next: ./sutazai consolidate apply ${root} --plan ${file}   (touches nothing without --execute)`);
  out.json({ plan, held, unread, unconstrained, bases: onto, scripts: candidates, figures, savings, compose: compose ? { sets: compose.sets, services: compose.rows.map(({ service, from }) => ({ service: service.name, from })), conflicts: compose.conflicts, faults: compose.faults, stays: compose.stays } : null });
  return EXIT.done;
}

/** A mistyped name would leave a service unprotected, or what was allowed held. */
function requireNames(estate: Estate, { critical = [], allow = [] }: PlanWords): void {
  const names = critical.length > 0 ? namesOf(estate) : undefined;
  const standard: readonly string[] = CRITICAL;
  const strange = critical.find((name) => !standard.includes(name) && !names!.has(name));
  if (strange !== undefined) throw new UsageError(`--critical "${strange}": no file of the estate belongs to a service of that name; ${knownNames(strange, names!.services)}`);
  const all = [...new Set([...standard, ...critical])];
  const idle = allow.find((name) => !all.includes(name));
  if (idle !== undefined) throw new UsageError(`--allow "${idle}": no critical service is called that, and others need not be allowed; ${knownNames(idle, all)}`);
}

/** A service or template that was named must be in the plan. */
function requireFiles({ plan, held, duplicates }: Planned, { service, template }: PlanWords): void {
  if (service === undefined) return;
  const paths = plan.steps.filter((step) => step.phase !== "base").flatMap((step) => step.changes.map((change) => change.path));
  const refuse = (rule: string, got: string, fix: string) => new ProblemsError("the plan", [{ path: `--service ${service}`, rule, got, fix }]);
  if (paths.length === 0) throw refuse("a service with a file that can be consolidated", held.map((h) => `${h.path}: ${h.why}`).join("; ") || "none of its files is a copy or made by a template", "plan without --service to see all of them");
  const makers = duplicates.templates.templates.filter((t) => t.members.some((m) => paths.includes(m.path))).map((t) => t.name);
  if (template !== undefined && !makers.includes(template)) throw refuse(`made by template ${template}`, `made by ${makers.join(", ") || "no template"}`, `leave --template out, or name ${makers.join(" or ") || "another service"}`);
}
