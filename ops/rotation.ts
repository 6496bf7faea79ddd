/** Which secrets get a new value: pure, so that every refusal is known before anything is changed. */
import type { Problem } from "../infra/problems.ts";
import { BOUND } from "../infra/rotation.ts";
import { nearest } from "../infra/nearest.ts";

/** The services that have a secret in a file, by the secret's name. */
export type Readers = ReadonlyMap<string, readonly string[]>;

export interface SecretRow {
  readonly name: string;
  readonly readers: readonly string[];
  readonly rotates: boolean;
  /** Why it does not, and what to do instead. */
  readonly because?: string;
}

const because = (name: string) => `${BOUND[name]!.why}; ${BOUND[name]!.how}`;

/** A row for every secret, sorted by name. */
export function secretRows(readers: Readers): SecretRow[] {
  const row = (name: string, services: readonly string[]) => ({ name, readers: services, rotates: !BOUND[name], ...(BOUND[name] ? { because: because(name) } : {}) });
  return [...readers].map(([name, services]) => row(name, services)).sort((a, b) => a.name.localeCompare(b.name));
}

export interface Rotation {
  readonly names: readonly string[];
  /** What `--all` leaves as it is, with the reason. */
  readonly left: readonly string[];
  readonly problems: readonly Problem[];
}

/** @param words the names asked for; `all`: every secret that a new value alone changes. */
export function planRotation(readers: Readers, words: readonly string[], all: boolean): Rotation {
  const known = [...readers.keys()].sort();
  if (all) return { names: known.filter((name) => !BOUND[name]), left: known.filter((name) => BOUND[name]).map((name) => `${name}: ${because(name)}`), problems: [] };
  const names = [...new Set(words)].sort();
  const bound = names.flatMap((name) => {
    const reason = readers.has(name) ? BOUND[name] : undefined;
    return reason ? [{ path: name, rule: "a secret that its services read at each start", got: reason.why, fix: reason.how }] : [];
  });
  return { names, left: [], problems: [...unknownSecrets(readers, names), ...bound] };
}

export function unknownSecrets(readers: Readers, names: readonly string[]): Problem[] {
  return names
    .filter((name) => !readers.has(name))
    .map((name) => {
      const near = nearest(name, [...readers.keys()].sort());
      return { path: name, rule: "a secret of the catalogue", got: "no secret of this name", fix: near.length > 0 ? `nearest: ${near.join(", ")}` : "./sutazai secrets list names them" };
    });
}
