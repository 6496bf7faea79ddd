/** From an estate to a consolidation plan. Pure: the same estate gives the same plan. */
import { posix } from "node:path";
import { refuse } from "../../infra/problems.ts";
import { duplicatesOf, type DuplicateInput, type Duplicates } from "../duplicates/duplicates.ts";
import { TEMPLATE_RULES } from "../duplicates/templates.ts";
import type { ConsolidationPlan } from "../plan-types.ts";
import { assemble } from "./assemble.ts";
import { takenOver } from "./catalogue/archive.ts";
import { mergeCompose, type Merged } from "./catalogue/merge.ts";
import { retired } from "./catalogue/retire.ts";
import { constrained, type Unconstrained } from "./constrained.ts";
import { CONSTRAINTS } from "./constraints.ts";
import { redundantCompose } from "./compose.ts";
import { aloneOnBases, alpineProblems, basesOf, chosenOnto, ontoBases, type BasesOptions, type OntoBases } from "./bases.ts";
import { danglingReferences } from "./dangling.ts";
import { dockerfileReplacements, type Replacement } from "./dockerfiles.ts";
import type { Unpinned } from "../import/part.ts";
import { kindOf } from "../kinds.ts";
import { dockerfileOf, type Estate } from "./estate.ts";
import { readManifest, type Manifest } from "./manifest.ts";
import { criticalOf, type Proposal } from "./proposal.ts";
import { referencesOf } from "./references.ts";
import { requirementsReplacements } from "./requirements.ts";
import { sceneOf } from "./scene.ts";
import { wrapperProposals, type ScriptMapping } from "./scripts.ts";
import { treeDigest } from "./tree-digest.ts";

export interface PlanOptions {
  /** Services that are never touched without being named in `allow`. */
  readonly critical: readonly string[];
  readonly allow: readonly string[];
  /** Only the files of this service. */
  readonly service?: string;
  /** Generated Dockerfiles take their Python versions from the shared constraints where that is sound. */
  readonly constraints?: boolean;
  /** What becomes of services whose image has no version; refused unless said otherwise. */
  readonly unpinned?: Unpinned;
  /** Shared bases that Dockerfiles of upstream images are put onto. */
  readonly bases?: BasesOptions;
  /** Old scripts and the commands that take their place. */
  readonly scripts?: readonly ScriptMapping[];
  /** Compose files that their owner gives up. */
  readonly retire?: readonly string[];
}

/** A file that the plan leaves alone although it could be consolidated, and why. */
export interface Held {
  readonly path: string;
  readonly why: string;
}

export interface Planned {
  readonly plan: ConsolidationPlan;
  readonly held: readonly Held[];
  readonly duplicates: Duplicates;
  /** Generated Dockerfiles that stay without the shared constraints; empty when these were not asked for. */
  readonly unconstrained: readonly Unconstrained[];
  /** Undefined when one service alone is planned. */
  readonly compose: Merged | undefined;
  /** What was put onto our bases, and what could not be; empty when that was not asked for. */
  readonly onto: OntoBases;
}

/** @throws ProblemsError when a script that is to become a wrapper cannot be one, a file that is given up is no compose file, or one named by `alpine` cannot be put onto a base. */
export function planOf(unsorted: Estate, options: PlanOptions): Planned {
  const estate = { ...unsorted, files: new Map([...unsorted.files].sort(([a], [b]) => (a < b ? -1 : 1))) };
  const references = referencesOf(estate);
  const earlier = readManifest(estate);
  const scene = sceneOf(estate, references, originalsOf(earlier));
  const inputs = [...estate.files].flatMap(([path, file]): DuplicateInput[] => {
    const kind = kindOf(path);
    return kind === undefined || !file.bytes || earlier?.files[path] ? [] : [{ path, kind, bytes: file.bytes, ...(kind === "dockerfile" ? { dockerfile: dockerfileOf(file) } : {}) }];
  });
  const wrappers = wrapperProposals(scene, options.scripts ?? []);
  const compose = options.service === undefined ? mergeCompose(estate, options.unpinned) : undefined;
  const given = compose ? retired(options.retire ?? [], compose, scene) : { proposals: [], held: [], problems: [] };
  const bases = basesOf(inputs, options.bases);
  refuse("the plan", [...wrappers.problems, ...given.problems, ...alpineProblems(bases, options.bases?.alpine ?? [])]);
  const duplicates = renamed(duplicatesOf(inputs, TEMPLATE_RULES, bases.inputs), earlier);
  const generated = ontoBases(dockerfileReplacements(duplicates, scene), bases.made);
  const { all: dockerfiles, left: unconstrained } = options.constraints ? constrained(generated, duplicates.templates.templates, scene) : { all: generated, left: [] };
  const leaving = new Set(dockerfiles.filter((r) => r.proposal.content === undefined).map((r) => r.proposal.path));
  const gone = new Set(given.proposals.map(({ path }) => path));
  const redundant = redundantCompose(scene).filter(({ path }) => !gone.has(path));
  const merged = compose ? takenOver(compose, scene, new Set([...gone, ...redundant.map(({ path }) => path)])) : { proposals: [], held: [] };
  const found: Candidate[] = [...dockerfiles, ...aloneOnBases(dockerfiles, bases.made, scene), ...requirementsReplacements(duplicates.same, leaving, scene, new Set(Object.keys(earlier?.files ?? {}))), ...[...redundant, ...merged.proposals, ...given.proposals, ...wrappers.proposals].map((proposal) => ({ proposal }))];
  const { chosen, held } = choose(found.filter(({ proposal }) => options.service === undefined || proposal.services.includes(options.service)), options);
  held.push(...merged.held.filter(({ path }) => !given.held.some((one) => one.path === path)), ...given.held);
  for (;;) {
    const plan = { version: 1 as const, root: estate.name, tree: treeDigest(estate, references), steps: assemble(estate, chosen, duplicates.templates.templates, compose, options) };
    const dangling = danglingReferences(estate, plan, references);
    if (dangling.length === 0) return { plan, held: held.sort((a, b) => (a.path < b.path ? -1 : 1)), duplicates, unconstrained, compose, onto: chosenOnto(bases, chosen.map(({ proposal }) => proposal.path)) };
    const broken = (proposal: Proposal) => dangling.find(({ to }) => proposal.path === to || proposal.path.startsWith(`${to}/`));
    const dropped = chosen.filter(({ proposal }) => broken(proposal) !== undefined);
    if (dropped.length === 0) throw new Error(`the plan breaks a reference that no change of it explains: ${dangling[0]!.from} -> ${dangling[0]!.to}`);
    dropped.forEach(({ proposal }) => held.push({ path: proposal.path, why: `${broken(proposal)!.from} refers to ${broken(proposal)!.to}` }));
    drop(chosen, held, (proposal) => broken(proposal) !== undefined);
  }
}

/** Files that an earlier plan's manifest makes others from: they stay. */
const originalsOf = (manifest: Manifest | undefined): ReadonlySet<string> => new Set(Object.values(manifest?.files ?? {}).flatMap((how) => ("copyOf" in how ? [how.copyOf] : [])));

/** Gives templates names that an earlier plan has not used. */
function renamed(duplicates: Duplicates, manifest: Manifest | undefined): Duplicates {
  const taken = Object.keys(manifest?.templates ?? {}).length;
  const templates = taken === 0 ? duplicates.templates.templates : duplicates.templates.templates.map((t) => ({ ...t, name: `${t.name}-after-${taken}` }));
  return { ...duplicates, templates: { ...duplicates.templates, templates } };
}

/** A replacement, or a proposal whose file cannot be made again from the manifest. */
export type Candidate = Pick<Replacement, "proposal"> & Partial<Pick<Replacement, "entry">>;

function choose(candidates: readonly Candidate[], { critical, allow }: PlanOptions): { chosen: Candidate[]; held: Held[] } {
  const held: Held[] = [];
  const chosen = candidates.filter(({ proposal }) => {
    const names = criticalOf(proposal.path, proposal.services, critical).filter((name) => !allow.includes(name));
    if (names.length > 0) held.push({ path: proposal.path, why: `belongs to the critical ${names.join(", ")}: ${names.map((name) => `--allow ${name}`).join(" ")} includes it` });
    return names.length === 0;
  });
  drop(chosen, held, () => false);
  return { chosen, held };
}

/** A context's copy of the shared constraints: of no use without a Dockerfile that needs it. */
const isCopyOfSet = ({ path }: Proposal) => posix.basename(path) === CONSTRAINTS;

/** Takes proposals out, and with them those that need them. */
function drop(chosen: Candidate[], held: Held[], unwanted: (proposal: Proposal) => boolean): void {
  const out = (keep: (proposal: Proposal) => boolean) => chosen.splice(0, chosen.length, ...chosen.filter(({ proposal }) => keep(proposal)));
  out((proposal) => !unwanted(proposal));
  for (let before = -1; before !== chosen.length; ) {
    before = chosen.length;
    const paths = new Set(chosen.map(({ proposal }) => proposal.path));
    const lacks = (proposal: Proposal) => proposal.needs.find((path) => !paths.has(path));
    const orphan = (proposal: Proposal) => isCopyOfSet(proposal) && !chosen.some((other) => other.proposal.needs.includes(proposal.path));
    chosen.forEach(({ proposal }) => lacks(proposal) !== undefined && held.push({ path: proposal.path, why: `${lacks(proposal)} uses it and stays` }));
    out((proposal) => lacks(proposal) === undefined && !orphan(proposal));
  }
}
