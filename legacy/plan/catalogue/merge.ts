/** One catalogue of all services that the compose files of an estate define. Pure. */
import { posix } from "node:path";
import { IMAGES } from "../../../infra/images.ts";
import { validateCatalogue } from "../../../infra/rules.ts";
import { namedVolumes } from "../../import/import.ts";
import type { Loss } from "../../import/loss.ts";
import type { Unpinned } from "../../import/part.ts";
import { someVersion } from "../../import/problems.ts";
import { catalogueName } from "../../import/words.ts";
import type { Estate } from "../estate.ts";
import { switchedOff } from "../switched-off.ts";
import { conflictsOf, type Conflict } from "./conflicts.ts";
import { readCatalogue, type Row } from "./document.ts";
import { faultsOf, heldBy } from "./faults.ts";
import { readSet, type Definition, type FileFault, type ReadSet } from "./read.ts";
import { composeSets, type ComposeSet } from "./sets.ts";

/** A service, or a whole file, that stays where it is. */
export interface Stays {
  readonly files: ComposeSet;
  readonly service?: string;
  readonly why: readonly string[];
}

export interface Merged {
  readonly sets: readonly ComposeSet[];
  /** Sorted by name; those of an earlier plan whose files are gone are kept. */
  readonly rows: readonly Row[];
  readonly conflicts: readonly Conflict[];
  readonly stays: readonly Stays[];
  /** What is wrong with files, each with the services that it holds there. */
  readonly faults: readonly FileFault[];
  /** Of no service, by the files that are read. */
  readonly losses: readonly Loss[];
  /** Whether every service of a file, in every set that it is part of, is in the catalogue as the file has it. */
  readonly holds: (path: string) => boolean;
}

/**
 * Of several definitions of a service that can be taken over, the first set's is: what compose reads by itself, then nearest to the root,
 * then by path.
 */
export function mergeCompose(estate: Estate, unpinned: Unpinned = "refuse"): Merged {
  const off = switchedOff(estate);
  const read = composeSets(estate).map((set) => readSet(set, estate, off, unpinned));
  const all = read.flatMap(({ definitions }) => definitions);
  const groups = [...Map.groupBy(all, ({ service }) => service.name).values()];
  const against = new Map(all.map((d) => [d, [...d.against]]));
  const chosen = choose(groups, against, unpinned);
  const conflicts = groups.filter((group) => new Set(group.map(signature)).size > 1).flatMap((group) => conflictsOf(group, group.find((d) => chosen.has(d))));
  const made = [...chosen].map(rowOf);
  const kept = (readCatalogue(estate)?.services ?? []).filter((row) => !groups.some((group) => group[0]!.service.name === row.service.name));
  const taken = new Map([...chosen].map((d) => [d.service.name, signature(d)]));
  const same = (d: Definition) => taken.get(d.service.name) === signature(d);
  return {
    sets: read.map(({ set }) => set),
    rows: [...made, ...kept].sort((a, b) => (a.service.name < b.service.name ? -1 : 1)),
    conflicts,
    stays: [...read.flatMap(heldBy), ...read.flatMap((one) => one.definitions.filter((d) => !same(d)).flatMap((d) => staysOf(d, whyNot(d, against.get(d)!, taken), one)))],
    faults: faultsOf(read),
    losses: read.flatMap(({ losses }) => losses),
    holds: (path) => holds(path, read, same),
  };
}

/** Of a service what is not said of all its files. */
function staysOf(d: Definition, why: readonly string[], of: ReadSet): Stays[] {
  const told = heldBy(of).flatMap((row) => (row.service === undefined ? row.why : []));
  const left = why.filter((text) => !told.includes(text));
  return left.length > 0 ? [{ files: d.set, service: d.name, why: left }] : [];
}

const whyNot = (d: Definition, against: readonly string[], taken: ReadonlyMap<string, string>) => (against.length > 0 ? against : [taken.has(d.service.name) ? "the catalogue has it as another file defines it" : "another definition of it stays"]);

/** What must be the same for two definitions to be one. */
const signature = ({ service: { description: _, ...service }, image, size, build }: Definition): string => JSON.stringify([service, image, size, build]);

const rowOf = ({ set, service, image, size, losses, needs, build }: Definition): Row => ({ service, ...(image ? { image } : {}), size, from: [...set], losses: [...losses], needs: [...needs], ...(build ? { build } : {}) });

/** The first definition of each service that nothing is against; what is against others is written down. */
function choose(groups: readonly (readonly Definition[])[], against: Map<Definition, string[]>, unpinned: Unpinned): Set<Definition> {
  for (;;) {
    const first = groups.flatMap((group) => group.find((d) => against.get(d)!.length === 0) ?? []).sort((a, b) => order(groups, a) - order(groups, b));
    const refused = [...missing(first), ...sharedVolumes(first), ...broken(first, unpinned)];
    if (refused.length === 0) return new Set(first);
    for (const [d, why] of refused) against.get(d)!.push(why);
  }
}

/** Sets keep their rank, so that of two services that cannot both be there the one of the first set stays. */
function order(groups: readonly (readonly Definition[])[], d: Definition): number {
  return groups.findIndex((group) => group.includes(d));
}

function missing(chosen: readonly Definition[]): [Definition, string][] {
  const names = new Set(chosen.map(({ service }) => service.name));
  return chosen.flatMap((d) => (d.service.dependsOn ?? []).filter((name) => !names.has(name)).map((name): [Definition, string] => [d, `depends on ${name}, which is not in the catalogue`]));
}

/** Files of two folders are two projects: volumes of one name are not the same data. */
function sharedVolumes(chosen: readonly Definition[]): [Definition, string][] {
  const owners = new Map<string, { key: string; d: Definition }>();
  return chosen.flatMap((d) => namedVolumes(d.body).flatMap(({ source }): [Definition, string][] => {
    const key = `${posix.dirname(d.set[0]!)}\n${source}`;
    const owner = owners.get(catalogueName(source)) ?? { key, d };
    owners.set(catalogueName(source), owner);
    return owner.key === key ? [] : [[d, `its volume ${source} would be that of ${owner.d.name} in ${owner.d.set[0]!}, which is another project`]];
  }));
}

function broken(chosen: readonly Definition[], unpinned: Unpinned): [Definition, string][] {
  const { problems } = validateCatalogue(chosen.map(({ service }) => (unpinned === "keep" ? someVersion(service) : service)), { images: [...IMAGES, ...chosen.flatMap(({ image }) => image ?? [])] });
  return problems.filter(({ rule }) => rule !== "the name of another service").flatMap(({ path, rule, got }) => chosen.filter(({ service }) => path.startsWith(`services.${service.name}.`) || path === `services.${service.name}`).map((d): [Definition, string] => [d, `${path}: ${rule}, not ${got}`]));
}

function holds(path: string, read: readonly ReadSet[], same: (d: Definition) => boolean): boolean {
  const own = read.filter(({ set }) => set.includes(path));
  return own.length > 0 && own.every(({ faults, definitions }) => faults.length === 0 && definitions.length > 0 && definitions.every(same));
}
