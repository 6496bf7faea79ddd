/** What this project reads of a CycloneDX document. Pure. */

/** Package systems by the type of a package URL, as OSV calls them; others are listed, not judged. */
const ECOSYSTEMS: Readonly<Record<string, string>> = { pypi: "PyPI", npm: "npm", golang: "Go", deb: "Debian", maven: "Maven" };

export interface Component {
  readonly name: string;
  readonly version: string;
  /** Type of its package URL: deb, pypi, npm, golang ...; empty without one. */
  readonly type: string;
  /** As OSV calls it; undefined for what it does not know. */
  readonly ecosystem?: string;
  /** The Debian source package it was built from: vulnerabilities are filed under that. */
  readonly source?: { readonly name: string; readonly version: string };
  /** SPDX ids, names or expressions; empty where the package does not say. */
  readonly licences: readonly string[];
}

interface Document {
  readonly components?: readonly {
    readonly type?: string;
    readonly name: string;
    readonly version?: string;
    readonly purl?: string;
    readonly licenses?: readonly { readonly license?: { readonly id?: string; readonly name?: string }; readonly expression?: string }[];
  }[];
}

/** Libraries and applications of a document, each once, by name; files and the operating system itself are no packages. */
export function componentsOf(json: string): Component[] {
  const { components = [] } = JSON.parse(json) as Document;
  const found = components.filter((c) => c.type === "library" || c.type === "application" || c.type === "framework").map((c): Component => {
    const purl = /^pkg:([a-z]+)\/([^?#]*)@([^?#]*)(?:\?([^#]*))?/.exec(c.purl ?? "");
    const type = purl?.[1] ?? "";
    const qualifiers = new URLSearchParams(purl?.[4]?.replaceAll("+", "%2B"));
    const release = /^debian-(\d+)/.exec(qualifiers.get("distro") ?? "")?.[1];
    const source = type === "deb" ? sourceOf(qualifiers.get("upstream"), c.version ?? "") : undefined;
    const ecosystem = ECOSYSTEMS[type] === "Debian" ? `Debian${release === undefined ? "" : `:${release}`}` : ECOSYSTEMS[type];
    const licences = (c.licenses ?? []).flatMap(({ license, expression }) => expression ?? license?.id ?? license?.name ?? []).map((l) => (l.startsWith("sha256:") ? "a text of its own" : l));
    return { name: fullName(type, purl?.[2], c.name), version: c.version ?? "", type, ...(ecosystem === undefined ? {} : { ecosystem }), ...(source ? { source } : {}), licences: [...new Set(licences)].sort() };
  });
  const once = new Map(found.map((c) => [`${c.type} ${c.name} ${c.version}`, c]));
  return [...once.values()].sort((a, b) => a.name.localeCompare(b.name) || a.version.localeCompare(b.version));
}

/** `openssl` or `glibc@2.36-9`: a source of the same version, or of another. */
function sourceOf(upstream: string | null, version: string): Component["source"] {
  if (upstream === null) return undefined;
  const at = upstream.indexOf("@");
  return at < 0 ? { name: upstream, version } : { name: upstream.slice(0, at), version: upstream.slice(at + 1) };
}

/** The name as its registry has it: `@scope/name`, `group:artifact`, `github.com/a/b`. */
function fullName(type: string, path: string | undefined, name: string): string {
  if (path === undefined) return name;
  const decoded = decodeURIComponent(path);
  if (type === "maven") return decoded.replace("/", ":");
  return type === "npm" || type === "golang" ? decoded : name;
}
