/** images.lock.json: the digest that each upstream reference had when `images lock` asked its registry. Pure. */
import { z } from "zod";
import { parentOf, type ImageDefinition } from "./images.ts";
import { ProblemsError } from "./problems.ts";
import type { ServiceInput } from "./service.ts";
import { zodProblems } from "./zod-problems.ts";

export const LOCK_FILE = "images.lock.json";

const LockSchema = z.record(
  z.string(),
  z.strictObject({
    digest: z.string().regex(/^sha256:[0-9a-f]{64}$/, "sha256: and 64 lower-case hexadecimal digits"),
    /** `linux/amd64`, ... */
    platforms: z.array(z.string()).optional(),
  }),
);

export type ImagesLock = z.output<typeof LockSchema>;
export type LockedImage = ImagesLock[string];

/** @throws ProblemsError with everything that is wrong with the text. */
export function parseLock(text: string, path: string = LOCK_FILE): ImagesLock {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new ProblemsError(path, [{ path, rule: "valid JSON", got: (error as Error).message, fix: "restore it from the repository, or remove it and run ./sutazai images lock" }]);
  }
  const result = LockSchema.safeParse(value);
  if (!result.success) throw new ProblemsError(path, zodProblems(result.error, value, ([reference, ...rest]) => [path, String(reference), ...rest.map(String)].join(" ")));
  return result.data;
}

/** Sorted by reference, so that two runs give the same file. */
export function lockText(lock: ImagesLock): string {
  const sorted = Object.entries(lock).sort(([a], [b]) => (a < b ? -1 : 1));
  return `${JSON.stringify(Object.fromEntries(sorted), null, 2)}\n`;
}

/** The references that registry mode may pull for a catalogue, whatever the profile: of services, and of what built images stand on. Those with a digest need no lock. */
export function upstreamReferences(catalogue: readonly ServiceInput[], images: readonly ImageDefinition[]): string[] {
  const table = new Map(images.map((i) => [i.name, i]));
  const foundation = (name: string): string[] => {
    const definition = table.get(name);
    const parent = definition && parentOf(definition, "registry", table);
    return parent === undefined ? [] : typeof parent === "string" ? [parent] : foundation(parent.name);
  };
  const all = catalogue.flatMap(({ image }) => ("built" in image ? foundation(image.built) : [image.upstream]));
  return [...new Set(all)].filter((reference) => !reference.includes("@")).sort();
}

/**
 * `same`: as locked. `new`: not locked yet. `moved`: the registry has another digest under the tag. `absent`: the registry has
 * nothing under it. `unused`: locked, but no entry of the catalogue names it.
 */
export type LockState = "same" | "new" | "moved" | "absent" | "unused";

export interface LockRow {
  readonly reference: string;
  readonly state: LockState;
  readonly locked?: string;
  /** What the registry has now. */
  readonly found?: string;
}

/** @param found what the registry has; undefined where it has nothing. */
export function compareLock(lock: ImagesLock, found: ReadonlyMap<string, LockedImage | undefined>): LockRow[] {
  const rows = [...found].map(([reference, image]): LockRow => {
    const locked = lock[reference]?.digest;
    const state = image === undefined ? "absent" : locked === undefined ? "new" : locked === image.digest ? "same" : "moved";
    return { reference, state, ...(locked === undefined ? {} : { locked }), ...(image === undefined ? {} : { found: image.digest }) };
  });
  const unused = Object.entries(lock).flatMap(([reference, { digest }]): LockRow[] => (found.has(reference) ? [] : [{ reference, state: "unused", locked: digest }]));
  return [...rows, ...unused].sort((a, b) => (a.reference < b.reference ? -1 : 1));
}

/** The lock after a run: new ones added, unused ones dropped, moved ones only where that was accepted by name. */
export function renewLock(lock: ImagesLock, found: ReadonlyMap<string, LockedImage | undefined>, accepted: ReadonlySet<string>): ImagesLock {
  const entries = compareLock(lock, found).flatMap(({ reference, state }): [string, LockedImage][] => {
    if (state === "unused") return [];
    const renewed = state === "new" || state === "same" || (state === "moved" && accepted.has(reference));
    const image = renewed ? found.get(reference) : lock[reference];
    return image === undefined ? [] : [[reference, image]];
  });
  return Object.fromEntries(entries);
}
