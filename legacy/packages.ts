/** Installed packages, as their package managers note them in files. Pure. */
import { normalisedName } from "../readers/requirements/entry.ts";
import type { Packages } from "./proof.ts";

type Kind = "python" | "npm" | "os";

interface Found {
  readonly name: string;
  readonly version: string;
}

/** Where a manager keeps its notes (paths without a leading `/`), and how they are read. */
const SOURCES: readonly { readonly kind: Kind; readonly path: RegExp; read(text: string): Found[] }[] = [
  { kind: "python", path: /(?:site|dist)-packages\/[^/]+\.(?:dist-info\/METADATA|egg-info\/PKG-INFO|egg-info)$/, read: (text) => named(header(text, "Name"), header(text, "Version")).map((found) => ({ ...found, name: normalisedName(found.name) })) },
  { kind: "npm", path: /(?:^|\/)node_modules\/(?:@[^/]+\/)?[^/@][^/]*\/package\.json$/, read: manifest },
  { kind: "os", path: /^var\/lib\/dpkg\/status(?:\.d\/[^/]+)?$/, read: (text) => stanzas(text).filter((stanza) => / installed$/m.test(`Status: ${header(stanza, "Status") ?? "install ok installed"}`)).flatMap((stanza) => named(header(stanza, "Package"), header(stanza, "Version"))) },
  { kind: "os", path: /^lib\/apk\/db\/installed$/, read: (text) => stanzas(text).flatMap((stanza) => named(header(stanza, "P"), header(stanza, "V"))) },
];

/** Whether a file of an image holds notes of a package manager. */
export function notesPackages(path: string): boolean {
  return SOURCES.some((source) => source.path.test(path));
}

/** Packages with their versions, sorted. @param files path without a leading `/` -> text. */
export function packagesIn(files: ReadonlyMap<string, string>): Record<Kind, Packages> {
  const found: Record<Kind, Map<string, Set<string>>> = { python: new Map(), npm: new Map(), os: new Map() };
  for (const [path, text] of files) {
    for (const source of SOURCES.filter((one) => one.path.test(path))) {
      for (const { name, version } of source.read(text)) found[source.kind].set(name, (found[source.kind].get(name) ?? new Set()).add(version));
    }
  }
  const plain = (of: Map<string, Set<string>>) => Object.fromEntries([...of].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, versions]) => [name, [...versions].sort()]));
  return { python: plain(found.python), npm: plain(found.npm), os: plain(found.os) };
}

const stanzas = (text: string) => text.split(/\n{2,}/);

const header = (text: string, name: string) => new RegExp(`^${name}: ?(.+)$`, "m").exec(text)?.[1]?.trim();

const named = (name: string | undefined, version: string | undefined): Found[] => (name === undefined || version === undefined ? [] : [{ name, version }]);

/** A manifest without a name or version marks a folder, not a package. */
function manifest(text: string): Found[] {
  try {
    const { name, version } = JSON.parse(text) as { name?: unknown; version?: unknown };
    return typeof name === "string" && typeof version === "string" ? [{ name, version }] : [];
  } catch {
    return [];
  }
}
