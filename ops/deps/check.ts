/** `deps check`: whether all that the services ask for can be installed together. */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { environments } from "../../infra/locks.ts";
import { counted } from "../../infra/words.ts";
import { reasonOf } from "../../infra/system-errors.ts";
import { EXIT, UsageError, type Context, type ExitCode } from "../command.ts";
import { findConflicts, type Conflict, type Findings } from "./conflicts.ts";
import { NPM_FOLDERS } from "./constraints.ts";
import { npmResolver, readManifest } from "./npm.ts";
import { readRequirements, type Requirement, type RequirementsFile, type Unread } from "./requirements.ts";
import { ensureUv, resolver, TARGET, uvSettings, type Resolve } from "./uv.ts";

export interface CheckOptions {
  readonly python?: string;
  /** Lets the resolver build packages that have no wheel, which runs their code. */
  readonly builds: boolean;
}

/** Files whose requirements must agree. */
interface Environment {
  readonly name: string;
  readonly kind: "python" | "npm";
  readonly files: readonly RequirementsFile[];
  readonly builds: boolean;
}

interface Checked extends Findings {
  readonly environment: string;
  readonly files: number;
  readonly requirements: number;
  readonly unread: readonly Unread[];
}

/** Checks this project's own files, or all requirements files and package.json below a folder as one environment each. */
export async function checkDependencies(context: Context, folder: string | undefined, options: CheckOptions): Promise<ExitCode> {
  const { environments: found, unreadable } = folder === undefined ? { environments: own(context.root), unreadable: [] } : below(folder);
  const uv = found.some((e) => e.kind === "python") ? { program: await ensureUv(context), settings: await uvSettings(context) } : undefined;
  const checked: Checked[] = [];
  for (const environment of found) {
    const { requirements, unread } = environment.kind === "python" ? readRequirements(environment.files) : readManifest(environment.files[0]!);
    const resolve: Resolve =
      environment.kind === "python"
        ? resolver(uv!.program, uv!.settings, { ...options, builds: options.builds || environment.builds })
        : npmResolver(join(folder ?? context.root, environment.files[0]!.path), environment.files[0]!.text);
    const findings = await context.out.step(`${environment.name}: ${counted(requirements.length, "requirement")} of ${counted(environment.files.length, "file")}`, (progress) =>
      findConflicts(requirements, resolve, (conflict) => progress(`found: ${title(conflict)}`)),
    );
    checked.push({ environment: environment.name, files: environment.files.length, requirements: requirements.length, unread, ...findings });
  }
  for (const { path, why } of unreadable) context.out.line(`${path}: not judged, it cannot be read: ${why}`);
  for (const line of checked.flatMap(report)) context.out.line(line);
  const conflicts = checked.reduce((n, c) => n + c.conflicts.length, 0);
  context.out.line(`${conflicts === 0 ? "no conflict" : counted(conflicts, "conflict")} in ${counted(checked.length, "environment")} (Python ${options.python ?? TARGET.python})`);
  context.out.json({ python: options.python ?? TARGET.python, conflicts, unreadable, environments: checked });
  return conflicts + unreadable.length === 0 ? EXIT.done : EXIT.findings;
}

function own(root: string): Environment[] {
  const read = (path: string) => ({ path, text: readFileSync(join(root, path), "utf8") });
  return [
    ...environments().map(({ name, requirements, builds }): Environment => ({ name, kind: "python", files: requirements.map(read), builds })),
    ...NPM_FOLDERS.map((path): Environment => ({ name: path, kind: "npm", files: [read(`${path}/package.json`)], builds: false })),
  ];
}

const SKIPPED = new Set([".git", "node_modules", "site-packages", "__pycache__", ".venv", "venv"]);

/** A file or folder that nothing is known of, and why. */
interface Unreadable {
  readonly path: string;
  readonly why: string;
}

/** All that can be read below a folder, and what cannot. @throws UsageError when nothing that can is to be checked. */
export function below(folder: string): { environments: Environment[]; unreadable: Unreadable[] } {
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) throw new UsageError(`"${folder}" is no folder`);
  const files: string[] = [];
  const unreadable: Unreadable[] = [];
  const tried = <T>(path: string, read: () => T): T[] => {
    try {
      return [read()];
    } catch (error) {
      unreadable.push({ path: relative(resolve(folder), path) || ".", why: reasonOf(error) });
      return [];
    }
  };
  const visit = (directory: string) => {
    for (const entry of tried(directory, () => readdirSync(directory, { withFileTypes: true })).flat()) {
      const path = join(directory, entry.name);
      if (entry.isDirectory() && !SKIPPED.has(entry.name)) visit(path);
      else if (entry.isFile()) files.push(path);
    }
  };
  visit(resolve(folder));
  const named = (pattern: RegExp) => files.filter((file) => pattern.test(file)).sort().flatMap((file) => tried(file, () => ({ path: relative(resolve(folder), file), text: readFileSync(file, "utf8") })));
  const python = named(/(^|[\\/])requirements[^\\/]*\.(txt|in)$/);
  const npm = named(/(^|[\\/])package\.json$/);
  const lost = unreadable.map(({ path, why }) => `\n  ${path} cannot be read: ${why}`).join("");
  if (python.length + npm.length === 0) throw new UsageError(`${folder} holds no requirements*.txt, requirements*.in or package.json${lost === "" ? "" : ` that can be read${lost}`}`);
  const environments = [...(python.length > 0 ? [{ name: "Python", kind: "python" as const, files: python, builds: false }] : []), ...npm.map((file): Environment => ({ name: file.path, kind: "npm", files: [file], builds: false }))];
  return { environments, unreadable };
}

/** Places shown of one requirement; a large estate has hundreds. */
const PLACES_SHOWN = 5;

/** An environment's findings as lines: each conflict with who asks for what, why, and the smallest change. */
export function report({ environment, requirements, conflicts, resolved, leftOut, unread }: Pick<Checked, "environment" | "requirements" | "conflicts" | "resolved" | "leftOut" | "unread">): string[] {
  const skipped = unread.map(({ place, text, why }) => `${place.file}:${place.line}: not judged, ${why}${text === "" ? "" : `: ${text}`}`);
  const changes = conflicts.filter((c) => c.changes.length > 0).length;
  const end =
    conflicts.length === 0
      ? []
      : [resolved === undefined ? `${environment}: more conflicts are left than one run looks for` : `${environment}: with ${changes === 1 ? "this change" : `these ${changes} changes`} ${leftOut.length === 0 ? `all ${requirements} requirements` : `all requirements but ${leftOut.join(", ")}`} resolve, to ${resolved} packages`, ""];
  return [...skipped, ...conflicts.flatMap(conflictLines), ...end];
}

const title = ({ requirements }: Conflict): string => requirements.map((r) => r.text).join(" and ");

function conflictLines(conflict: Conflict): string[] {
  const asked = conflict.variants.length > 0 ? conflict.variants : conflict.requirements;
  const [first, ...others] = conflict.changes.map(({ name, from, to }) => `${name} ${from} -> ${to}`);
  const all = conflict.variants.length > 0;
  return [
    `conflict: ${title(conflict)}${conflict.minimal ? "" : " (perhaps not the smallest set: the search was bounded)"}`,
    ...asked.flatMap(placeLines),
    `  because ${conflict.reason.replace(/^Because /, "")}`,
    first === undefined ? "  no change of one pin ends it" : all ? `  change: ${conflict.changes.map((c) => c.from).join(", ")} -> ${conflict.changes[0]!.to}` : `  smallest change: ${first}${others.length > 0 ? `; or ${others.join("; or ")}` : ""}`,
    "",
  ];
}

function placeLines({ text: current, asked, places }: Requirement): string[] {
  const text = asked === undefined ? current : `${asked}, by now ${current}`;
  const more = places.length - PLACES_SHOWN;
  return [...places.slice(0, PLACES_SHOWN).map(({ file, line }) => `  ${file}:${line}: ${text}`), ...(more > 0 ? [`  ... and ${more} more of ${text}`] : [])];
}
