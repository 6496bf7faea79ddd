/** npm's side of "one set of versions": what every service's package.json must override alike. */

/** Folders whose package.json and package-lock.json an image installs by `npm ci`. */
export const NPM_FOLDERS: readonly string[] = ["images/lab/flowise", "images/lab/n8n"];

/** Versions for all of them, by package: the counterpart of Python's constraints file. */
export const NPM_CONSTRAINTS = "images/npm-constraints.json";

interface Overriding {
  readonly overrides?: Readonly<Record<string, string>>;
  readonly [key: string]: unknown;
}

/** A package.json with the shared versions among its `overrides`; its own others stay. */
export function withConstraints(manifest: string, constraints: Readonly<Record<string, string>>): string {
  const parsed = JSON.parse(manifest) as Overriding;
  const overrides = Object.entries({ ...parsed.overrides, ...constraints }).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify({ ...parsed, overrides: Object.fromEntries(overrides) }, null, 2) + "\n";
}
