/** Whether a new image holds and does what an old one did: facts of both, compared. Pure. */
import { counted } from "../infra/words.ts";
import { secretKind } from "./secrets.ts";

/** What an image holds and how it starts. */
export interface ImageFacts {
  /** `root` for none and for 0. */
  readonly user: string;
  readonly workingDirectory: string;
  readonly entrypoint: readonly string[];
  readonly command: readonly string[];
  /** `8000/tcp`, sorted. */
  readonly ports: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** Versions by package; a package that is there twice has two. */
  readonly python: Packages;
  readonly npm: Packages;
  readonly os: Packages;
}

export type Packages = Readonly<Record<string, readonly string[]>>;

/** Everything that is compared. */
export const COMPARED = ["user", "working directory", "entry point", "command", "port", "environment", "python package", "npm package", "os package"] as const;

export interface Difference {
  readonly what: (typeof COMPARED)[number];
  /** The package, port or variable; empty where there is only one. */
  readonly name: string;
  /** Undefined: not there. */
  readonly old: string | undefined;
  readonly new: string | undefined;
}

/** All differences, in the order of the facts, then by name; none when the images hold the same. Values of secrets are not told. */
export function differences(old: ImageFacts, now: ImageFacts): Difference[] {
  const single = (what: Difference["what"], of: (facts: ImageFacts) => string): Difference[] => (of(old) === of(now) ? [] : [{ what, name: "", old: of(old), new: of(now) }]);
  const words = (list: readonly string[]) => JSON.stringify(list);
  const versions = (packages: Packages) => new Map(Object.entries(packages).map(([name, list]) => [name, list.join(", ")]));
  return [
    ...single("user", (facts) => facts.user),
    ...single("working directory", (facts) => facts.workingDirectory),
    ...single("entry point", (facts) => words(facts.entrypoint)),
    ...single("command", (facts) => words(facts.command)),
    ...byName("port", new Map(old.ports.map((port) => [port, "exposed"])), new Map(now.ports.map((port) => [port, "exposed"]))),
    ...byName("environment", new Map(Object.entries(old.environment)), new Map(Object.entries(now.environment))).map(hidden),
    ...byName("python package", versions(old.python), versions(now.python)),
    ...byName("npm package", versions(old.npm), versions(now.npm)),
    ...byName("os package", versions(old.os), versions(now.os)),
  ];
}

function byName(what: Difference["what"], old: ReadonlyMap<string, string>, now: ReadonlyMap<string, string>): Difference[] {
  const names = [...new Set([...old.keys(), ...now.keys()])].sort();
  return names.filter((name) => old.get(name) !== now.get(name)).map((name) => ({ what, name, old: old.get(name), new: now.get(name) }));
}

function hidden(difference: Difference): Difference {
  const tell = (value: string | undefined) => (value !== undefined && secretKind(difference.name, value) ? "(a secret)" : value);
  return { ...difference, old: tell(difference.old), new: tell(difference.new) };
}

export interface Proof {
  readonly old: string;
  readonly new: string;
  readonly same: boolean;
  /** How many packages of each kind the old image has. */
  readonly packages: { readonly python: number; readonly npm: number; readonly os: number };
  readonly differences: readonly Difference[];
}

export function proof(names: { old: string; new: string }, old: ImageFacts, now: ImageFacts): Proof {
  const found = differences(old, now);
  const count = (packages: Packages) => Object.keys(packages).length;
  return { ...names, same: found.length === 0, packages: { python: count(old.python), npm: count(old.npm), os: count(old.os) }, differences: found };
}

/** The proof for people, as Markdown. */
export function proofMarkdown(of: Proof): string {
  const { python, npm, os } = of.packages;
  const cell = (text: string | undefined) => (text ?? "-").replaceAll("\\", "\\\\").replaceAll("|", "\\|").replaceAll(/\s*\n\s*/g, " ");
  return [
    `# ${of.old} and ${of.new}`,
    "",
    `${of.same ? "The same" : counted(of.differences.length, "difference")}; compared: user, working directory, entry point, command, ports, environment, ${python} Python, ${npm} npm and ${os} operating system packages.`,
    "",
    ...(of.same ? [] : ["| what | name | old | new |", "| --- | --- | --- | --- |", ...of.differences.map((d) => `| ${d.what} | ${cell(d.name)} | ${cell(d.old)} | ${cell(d.new)} |`), ""]),
  ].join("\n");
}
