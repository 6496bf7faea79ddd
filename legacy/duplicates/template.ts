/** One Dockerfile with holes that stands for many: made of what their words have in common. */
import { canonicalLines, keywordOf } from "./instructions.ts";

/** A member's values by parameter. */
export type Parameters = Readonly<Record<string, string>>;

export interface Template {
  readonly name: string;
  /** A Dockerfile in which `${NAME}` of a parameter is a hole; any other `$` is the Dockerfile's own. */
  readonly text: string;
  readonly parameters: readonly string[];
  readonly members: readonly { readonly path: string; readonly parameters: Parameters }[];
}

/** The Dockerfile of one member: every hole filled once, values taken as they are. */
export function generate(template: Pick<Template, "text" | "parameters">, values: Parameters): string {
  const missing = template.parameters.filter((name) => values[name] === undefined);
  if (missing.length > 0) throw new RangeError(`the template needs a value for ${missing.join(", ")}`);
  return template.text.replace(/\$\{([A-Z0-9_]+)\}/g, (hole, name: string) => (template.parameters.includes(name) ? values[name]! : hole));
}

/** What a Dockerfile says, as one text to compare. */
export const canonicalText = (dockerfile: string): string => canonicalLines(dockerfile).map((line) => line.text).join("\n");

/** Where the words of a template come from, and where each of them stands in a member. */
export interface Alignment {
  readonly path: string;
  readonly tokens: readonly string[];
  /** For every token of the seed its place among `tokens`, or -1. */
  readonly partner: Int32Array;
}

/** A stretch of text that all members have, or a hole with what each of them has there. */
type Piece = { readonly text: string } | { readonly values: readonly string[] };

/**
 * The template of members that are aligned to one seed: words that all have are text, all else is holes. Short separators between two
 * holes go into the hole; holes with the same values everywhere share a parameter.
 */
export function templateOf(name: string, seed: readonly string[], members: readonly Alignment[]): Template {
  const common = seed.flatMap((_, i) => (members.every((m) => m.partner[i]! >= 0) ? [i] : []));
  const pieces = piecesOf(seed, withoutSeparators(seed, common, members), members);
  const own = new Set(pieces.flatMap((piece) => ("text" in piece ? [...piece.text.matchAll(/\$\{?([A-Za-z0-9_]+)/g)].map((m) => m[1]!) : [])));
  const names = new Map<string, string>();
  let text = "";
  for (const piece of pieces) {
    if ("text" in piece) {
      text += piece.text;
      continue;
    }
    const key = JSON.stringify(piece.values);
    if (!names.has(key)) names.set(key, unusedName(holeName(text, piece.values), new Set([...own, ...names.values()])));
    text += `\${${names.get(key)!}}`;
  }
  const values = [...names].map(([key, parameter]) => [parameter, JSON.parse(key) as string[]] as const);
  return {
    name,
    text,
    parameters: values.map(([parameter]) => parameter),
    members: members.map(({ path }, i) => ({ path, parameters: Object.fromEntries(values.map(([parameter, all]) => [parameter, all[i]!])) })),
  };
}

/** Longest separator between two holes that is taken into one hole with them. */
const SEPARATOR = 4;

/** Leaves out stretches between two holes of one line that hold no word. */
function withoutSeparators(seed: readonly string[], common: readonly number[], members: readonly Alignment[]): number[] {
  const kept: number[] = [];
  let run: number[] = [];
  let afterHole = false;
  const close = (beforeHole: boolean) => {
    const text = run.map((i) => seed[i]).join("");
    if (!(afterHole && beforeHole && text.length <= SEPARATOR && !/[\w\n]/.test(text))) kept.push(...run);
    run = [];
  };
  common.forEach((at, n) => {
    if (isGap(members, common[n - 1], at)) {
      close(true);
      afterHole = true;
    }
    run.push(at);
  });
  close(false);
  return kept;
}

/** Whether a member has something between two tokens that follow each other in the template. */
const isGap = (members: readonly Alignment[], before: number | undefined, at: number) => members.some(({ partner }) => partner[at]! > (before === undefined ? 0 : partner[before]! + 1));

function piecesOf(seed: readonly string[], kept: readonly number[], members: readonly Alignment[]): Piece[] {
  const pieces: Piece[] = [];
  const text = (words: string) => {
    const last = pieces.at(-1);
    if (last && "text" in last) pieces[pieces.length - 1] = { text: last.text + words };
    else pieces.push({ text: words });
  };
  const gap = (before: number | undefined, at: number | undefined) => {
    const values = members.map(({ tokens, partner }) => tokens.slice(before === undefined ? 0 : partner[before]! + 1, at === undefined ? tokens.length : partner[at]!).join(""));
    if (values.every((value) => value === values[0])) text(values[0]!);
    else pieces.push({ values });
  };
  kept.forEach((at, n) => {
    gap(kept[n - 1], at);
    text(seed[at]!);
  });
  gap(kept.at(-1), undefined);
  return pieces.filter((piece) => !("text" in piece) || piece.text !== "");
}

/** What each keyword's hole is called when nothing in its line says more. */
const HOLES: Readonly<Record<string, string>> = { FROM: "BASE", EXPOSE: "PORT", COPY: "FILES", ADD: "FILES", USER: "ACCOUNT", WORKDIR: "FOLDER", CMD: "COMMAND", ENTRYPOINT: "COMMAND", HEALTHCHECK: "CHECK", RUN: "STEP" };

/** A name for the hole behind a text: the variable that it sets, what its instruction is for, or EXTRA for whole instructions. */
function holeName(before: string, values: readonly string[]): string {
  const line = before.slice(before.lastIndexOf("\n") + 1).replace(/^(\$\{[A-Z0-9_]+\})+/, "");
  if (line === "" || values.some((value) => value.includes("\n"))) return "EXTRA";
  const variable = /(?:ENV|ARG|LABEL)\b.*?([A-Za-z_][A-Za-z0-9_]*)[= ]["']?$/.exec(line)?.[1];
  if (variable !== undefined) return variable.toUpperCase();
  const flag = /--([a-z-]+)=$/.exec(line)?.[1];
  if (flag !== undefined) return flag.toUpperCase().replaceAll("-", "_");
  if (/\binstall [^&|;]*$/.test(line)) return "PACKAGES";
  if (/:$/.test(line) && values.every((value) => /^\d*$/.test(value))) return "PORT";
  return HOLES[keywordOf(line)] ?? "VALUE";
}

function unusedName(wanted: string, taken: ReadonlySet<string>): string {
  for (let n = 1; ; n++) {
    const name = n === 1 ? wanted : `${wanted}_${n}`;
    if (!taken.has(name)) return name;
  }
}
