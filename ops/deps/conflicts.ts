/** Which requirements exclude each other, and the smallest change that lets them agree. Pure but for the resolver that is asked. */
import { compare } from "@renovatebot/pep440";
import { smallestCore, type Budget } from "./core.ts";
import type { Requirement } from "./requirements.ts";
import type { Resolve, Verdict } from "./uv.ts";

/** A pin and the version that would end a conflict. */
export interface Change {
  readonly name: string;
  readonly from: string;
  readonly to: string;
}

export interface Conflict {
  /** The smallest set that cannot be installed together. */
  readonly requirements: readonly Requirement[];
  /** False when the bound on questions ended the search: the set may be too big. */
  readonly minimal: boolean;
  /** In the resolver's words. */
  readonly reason: string;
  /** Changes of one pin that end it, the smallest first; empty where none does. */
  readonly changes: readonly Change[];
  /** All that is asked of the package, where versions of one package are what conflicts. */
  readonly variants: readonly Requirement[];
}

export interface Findings {
  readonly conflicts: readonly Conflict[];
  /** Packages that the requirements resolve to after each conflict's first change; undefined when they still do not. */
  readonly resolved?: number;
  /** Requirements that no change could keep; all others resolve. */
  readonly leftOut: readonly string[];
  /** How often the resolver was asked. */
  readonly asked: number;
}

/** Bounds on a search: its cost is the resolver's. */
export const LIMITS = { conflicts: 50, questions: 600 } as const;

/** Finds conflicts one after another: each is minimised, then its smallest change is made, until the rest resolves. */
export async function findConflicts(requirements: readonly Requirement[], resolve: Resolve, onFound: (conflict: Conflict) => void = () => {}): Promise<Findings> {
  const budget: Budget = { left: LIMITS.questions };
  const search = new Search(resolve, budget);
  const conflicts: Conflict[] = [];
  const refused = new Set<string>();
  const leftOut: string[] = [];
  const report = (conflict: Conflict) => void (conflicts.push(conflict), onFound(conflict));
  let rest = await search.withinPackages(requirements, report);
  leftOut.push(...requirements.filter((r) => !rest.some((kept) => kept.name === r.name)).map((r) => r.text));
  let verdict = await search.ask(rest);
  while ("reason" in verdict && conflicts.length < LIMITS.conflicts && budget.left > 0) {
    const conflict = await search.minimise(rest, verdict.reason);
    report(conflict);
    const changed = without(rest, conflict, refused);
    leftOut.push(...rest.filter((r) => !changed.some((c) => c.name === r.name)).map((r) => r.asked ?? r.text));
    rest = changed;
    verdict = await search.ask(rest);
  }
  return { conflicts, ...("versions" in verdict ? { resolved: verdict.versions.size } : {}), leftOut, asked: LIMITS.questions - Math.max(0, budget.left) };
}

class Search {
  readonly #resolve: Resolve;
  readonly #budget: Budget;

  constructor(resolve: Resolve, budget: Budget) {
    this.#resolve = resolve;
    this.#budget = budget;
  }

  ask(requirements: readonly Requirement[], noDeps = false): Promise<Verdict> {
    return this.#resolve({ lines: requirements.map((r) => r.text), noDeps });
  }

  /** Versions of one package that exclude each other; what is left of each such package is its newest pin that can be had. */
  async withinPackages(requirements: readonly Requirement[], report: (conflict: Conflict) => void): Promise<Requirement[]> {
    const groups = Map.groupBy(requirements, (r) => r.name);
    const rest: Requirement[] = [];
    for (const group of groups.values()) {
      const pinned = group.filter((r) => r.pin !== undefined).sort((a, b) => compare(b.pin!, a.pin!));
      const clash = group.length > 1 && pinned.length > 0 ? await this.ask(group, true) : undefined;
      if (clash === undefined || "versions" in clash) {
        rest.push(...group);
        continue;
      }
      this.#budget.left--;
      const { items, minimal } = await smallestCore(group, async (part) => "reason" in (await this.ask(part, true)), this.#budget);
      const newest = await this.#firstThatExists(pinned);
      const changes = newest === undefined ? [] : pinned.filter((r) => r.pin !== newest.pin).map((r) => ({ name: r.name, from: r.pin!, to: newest.pin! }));
      report({ requirements: items, minimal, reason: clash.reason, variants: group, changes });
      if (newest !== undefined) rest.push(newest);
    }
    return rest;
  }

  async #firstThatExists(requirements: readonly Requirement[]): Promise<Requirement | undefined> {
    for (const requirement of requirements) if ("versions" in (await this.ask([requirement], true))) return requirement;
    return undefined;
  }

  async minimise(requirements: readonly Requirement[], reason: string): Promise<Conflict> {
    const conflicts = async (part: readonly Requirement[]) => "reason" in (await this.ask(part));
    const named = requirements.filter((r) => mentions(reason, r.name));
    this.#budget.left--;
    const start = named.length > 0 && named.length < requirements.length && (await conflicts(named)) ? named : requirements;
    const { items, minimal } = await smallestCore(start, conflicts, this.#budget);
    const verdict = await this.ask(items);
    const changes = (await Promise.all(items.map((item) => this.#changesOf(item, items)))).flat().sort(bySize);
    return { requirements: items, minimal, reason: "reason" in verdict ? verdict.reason : reason, changes, variants: [] };
  }

  /** The nearest version of a pin, newer or older, that the others of a conflict can live with. */
  async #changesOf(item: Requirement, core: readonly Requirement[]): Promise<Change[]> {
    if (item.pin === undefined) return [];
    const others = core.filter((r) => r !== item).map((r) => r.text);
    // A bound has no local part (`2.5.1+cu118`).
    const bounded = (sign: string) => item.text.replace(`==${item.pin}`, `${sign}${item.pin!.split("+")[0]}`);
    const newer = await this.#resolve({ lines: [...others, bounded(">")], lowest: true });
    const older = await this.#resolve({ lines: [...others, bounded("<")] });
    const found = [newer, older].flatMap((verdict): Change[] => {
      const to = "versions" in verdict ? verdict.versions.get(item.name) : undefined;
      return to === undefined ? [] : [{ name: item.name, from: item.pin!, to }];
    });
    return found.sort(bySize).slice(0, 1);
  }
}

const mentions = (reason: string, name: string): boolean => new RegExp(`(^|[^a-z0-9-])${name}($|[^a-z0-9-])`, "i").test(reason);

/**
 * With a conflict's first change made that leads to no version given up before, or two conflicts would send a pin to and fro;
 * without its first requirement where there is none.
 */
function without(requirements: readonly Requirement[], { changes, requirements: [first] }: Conflict, refused: Set<string>): Requirement[] {
  const change = changes.find(({ name, to }) => !refused.has(`${name} ${to}`));
  if (change === undefined) return requirements.filter((r) => r !== first);
  refused.add(`${change.name} ${change.from}`);
  const changed = (r: Requirement): Requirement => ({ ...r, text: r.text.replace(`==${change.from}`, `==${change.to}`), pin: change.to, asked: r.asked ?? r.text });
  return requirements.map((r) => (r.name === change.name && r.pin === change.from ? changed(r) : r));
}

/** By the first number that differs, then by how far, newer before older. */
function bySize(a: Change, b: Change): number {
  const [x, y] = [distance(a), distance(b)];
  return x.place - y.place || x.far - y.far || Number(x.down) - Number(y.down);
}

function distance({ from, to }: Change): { place: number; far: number; down: boolean } {
  const [a, b] = [from, to].map((v) => v.split(/[^0-9]+/).map(Number)) as [number[], number[]];
  const place = Array.from({ length: Math.max(a.length, b.length) }, (_, i) => i).find((i) => (a[i] ?? 0) !== (b[i] ?? 0)) ?? 9;
  return { place: -place, far: Math.abs((a[place] ?? 0) - (b[place] ?? 0)), down: compare(to, from) < 0 };
}
