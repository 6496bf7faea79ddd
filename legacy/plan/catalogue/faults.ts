/** Faults of compose files: what they hold, and where that is the whole file. */
import type { Stays } from "./merge.ts";
import type { FileFault, ReadSet } from "./read.ts";

/** Each fault once, with what it holds in all sets, by file and line. */
export function faultsOf(read: readonly ReadSet[]): FileFault[] {
  const same = Map.groupBy(read.flatMap(({ faults }) => faults), ({ text }) => text);
  const all = [...same.values()].map((own): FileFault => ({ ...own[0]!, holds: [...new Set(own.flatMap(({ holds }) => holds))].sort() }));
  return all.sort((a, b) => (a.file === b.file ? a.line - b.line : a.file < b.file ? -1 : 1));
}

/** What stays of a set although no definition of it was read: all of it, where a fault holds every service, else services of which nothing can be read. */
export function heldBy({ set, faults, definitions }: ReadSet): Stays[] {
  const names = new Set(definitions.map(({ name }) => name));
  const ofAll = faults.filter(({ holds }) => (definitions.length === 0 ? holds.length === 0 : definitions.length > 1 && definitions.every(({ name }) => holds.includes(name))));
  const unread = [...new Set(faults.flatMap(({ holds }) => holds))].filter((name) => !names.has(name)).sort();
  return [
    ...(ofAll.length > 0 ? [{ files: set, why: ofAll.map(({ text }) => text) }] : []),
    ...unread.map((service): Stays => ({ files: set, service, why: faults.filter((fault) => fault.holds.includes(service)).map(({ text }) => text) })),
  ];
}

/** For people: a fault, and what it holds. */
export const faultText = ({ text, holds }: FileFault): string => `${text}: ${holds.length > 0 ? `holds ${holds.join(", ")}` : "holds no service that can be read; the file stays until it is corrected"}`;
