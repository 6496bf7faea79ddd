/** Dockerfiles of an estate put onto our bases: before templates are sought, so that templates stand on them too. Pure. */
import type { Problem } from "../../infra/problems.ts";
import { counted } from "../../infra/words.ts";
import { fromAlpine } from "../bases/alpine.ts";
import type { SharedBase } from "../bases/base.ts";
import { ontoBase, type BaseLine, type Onto } from "../bases/onto.ts";
import type { DuplicateInput } from "../duplicates/duplicates.ts";
import { isArchived } from "../kinds.ts";
import type { Replacement } from "./dockerfiles.ts";
import type { Proposal } from "./proposal.ts";
import type { Scene } from "./scene.ts";

type Made = Extract<Onto, { text: string }>;

/** Dockerfiles that get the same lines, and these. */
export interface OntoGroup {
  readonly from: string;
  readonly base: string;
  readonly lines: readonly BaseLine[];
  readonly paths: readonly string[];
}

export interface OntoBases {
  readonly groups: readonly OntoGroup[];
  /** Dockerfiles of a counterpart of our bases that stay on it. */
  readonly refused: readonly { readonly path: string; readonly why: string }[];
}

export interface Based {
  /** The Dockerfiles as templates are sought in them. */
  readonly inputs: readonly DuplicateInput[];
  readonly made: ReadonlyMap<string, Made>;
  readonly refused: OntoBases["refused"];
}

export interface BasesOptions {
  readonly all: readonly SharedBase[];
  readonly anyVersion: boolean;
  /** Dockerfiles of Alpine images that their owner wants on a base all the same. */
  readonly alpine?: readonly string[];
}

/** Archived files stay as they were. */
export function basesOf(inputs: readonly DuplicateInput[], options: BasesOptions | undefined): Based {
  const made = new Map<string, Made>();
  const refused: { path: string; why: string }[] = [];
  if (!options) return { inputs, made, refused };
  const changed = inputs.map((input): DuplicateInput => {
    const onto = input.kind === "dockerfile" && !isArchived(input.path) ? judged(input.path, input.bytes.toString("utf8"), options) : undefined;
    if (onto && "refused" in onto) refused.push({ path: input.path, why: onto.refused });
    if (!onto || "refused" in onto) return input;
    made.set(input.path, onto);
    return { path: input.path, kind: input.kind, bytes: Buffer.from(onto.text) };
  });
  return { inputs: changed, made, refused };
}

/** An Alpine file only where it was asked for by name. */
function judged(path: string, text: string, { all, anyVersion, alpine = [] }: BasesOptions): Onto | undefined {
  const plain = ontoBase(text, all, anyVersion);
  const other = plain && "refused" in plain ? fromAlpine(text, all, anyVersion) : undefined;
  if (!plain || !other || !("refused" in plain)) return plain;
  if ("refused" in other) return { refused: `${plain.refused}; ${other.refused}` };
  return alpine.includes(path) ? other : { refused: `${plain.refused}; --alpine ${path} does it all the same, with Debian's packages` };
}

/** Names after `--alpine` that are none of what can be asked for. */
export function alpineProblems({ made, refused }: Based, named: readonly string[]): Problem[] {
  const example = refused.find(({ why }) => why.includes("--alpine "));
  return named.filter((path) => !made.get(path)?.from.includes("alpine")).map((path) => ({
    path: `--alpine ${path}`, rule: "a Dockerfile of an Alpine image that can be written for Debian", got: refused.find((one) => one.path === path)?.why ?? "none of those that are put onto our bases",
    fix: example === undefined ? "leave it out: the estate has none" : `such as --alpine ${example.path}`,
  }));
}

/** Says of replacements that they now stand on a base, and raises their risk. */
export function ontoBases(replacements: readonly Replacement[], made: ReadonlyMap<string, Made>): Replacement[] {
  return replacements.map(({ entry, proposal }) => {
    const onto = "template" in entry ? made.get(proposal.path) : undefined;
    return { entry, proposal: onto ? { ...proposal, cause: `${proposal.cause}; ${standsOn(onto)}`, risk: proposal.content === undefined && !onto.from.includes("alpine") ? "medium" : "high" } : proposal };
  });
}

/** Dockerfiles in use that no template makes, written anew on a base; one that others are copies of stays. */
export function aloneOnBases(others: readonly Replacement[], made: ReadonlyMap<string, Made>, scene: Scene): { readonly proposal: Proposal }[] {
  const taken = new Set(others.flatMap(({ entry, proposal }) => [proposal.path, ...("copyOf" in entry ? [entry.copyOf] : [])]));
  return [...made].flatMap(([path, onto]) =>
    taken.has(path) || scene.referrers(path).length === 0 ? [] : [{ proposal: { path, content: onto.text, cause: standsOn(onto), risk: "high", phase: "bulk", services: scene.owners(path), needs: [] } }],
  );
}

const standsOn = ({ from, base, lines }: Made) => `stands on our ${base.name} in place of ${from}, with ${counted(lines.length, "line")} in the plan's text on what that changes`;

/** Of what was put onto a base, the files that the plan changes, those with the same lines together. */
export function chosenOnto({ made, refused }: Based, paths: readonly string[]): OntoBases {
  const chosen = paths.flatMap((path) => (made.has(path) ? [{ path, onto: made.get(path)! }] : []));
  const alike = Map.groupBy(chosen, ({ onto }) => JSON.stringify([onto.from, onto.base.reference, onto.lines]));
  const groups = [...alike.values()].map((own): OntoGroup => ({ from: own[0]!.onto.from, base: own[0]!.onto.base.reference, lines: own[0]!.onto.lines, paths: own.map(({ path }) => path).sort() }));
  return { groups: groups.sort((a, b) => b.paths.length - a.paths.length || (a.paths[0]! < b.paths[0]! ? -1 : 1)), refused };
}

/** For people: a head for each group, then every line with its risk. */
export function ontoText({ groups, refused }: OntoBases): string[] {
  return [
    ...groups.flatMap(({ from, base, lines, paths }) => [`${from} -> ${base}: ${paths.join(", ")}`, ...lines.map(({ kind, text, risk }) => `    ${kind} (risk ${risk}): ${text}`)]),
    ...refused.map(({ path, why }) => `stays on its base: ${path}: ${why}`),
  ];
}
