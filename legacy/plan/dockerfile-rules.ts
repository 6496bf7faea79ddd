/** What the Dockerfiles of an estate break: the rules of `policy check`, in every context that a file is built in, and what the audit finds besides. Pure. */
import { posix } from "node:path";
import { lint } from "../../lint/check.ts";
import { copySourcesExist } from "../../lint/rules/copy-sources-exist.ts";
import { noSecrets } from "../../lint/rules/no-secrets.ts";
import { parses } from "../../lint/rules/parses.ts";
import { subjectOf, type BuildContext } from "../../lint/subject.ts";
import { decode } from "../../readers/text.ts";
import { dockerfileFindings } from "../audit/findings.ts";
import { dockerfileFacts } from "../dockerfiles.ts";
import { dockerfileOf, estateTree, exists, type Estate } from "./estate.ts";
import { structuralReferences, type Pair } from "./references.ts";

export interface Broken {
  readonly rule: string;
  /** 0 for the file as a whole. */
  readonly line: number;
  /** What must be true, read after "must". */
  readonly must: string;
  readonly got: string;
  readonly fix: string;
  /** The same for what is the same fault: the rule, and what is wrong where the rule names that itself and does not quote a line. */
  readonly key: string;
}

export interface DockerfileState {
  readonly broken: readonly Broken[];
  /** Whether the audit finds an error in it. */
  readonly faulty: boolean;
}

/** Rules whose findings name the thing itself. */
const NAMED: ReadonlySet<string> = new Set([parses.name, copySourcesExist.name, noSecrets.name]);
/** What the audit finds and no rule asks for. */
const AUDIT_ONLY: ReadonlySet<string> = new Set(["dockerfile-copy-glob", "dockerfile-copy-escape"]);

/** Of a path; undefined for what is not there. */
export function statesIn(estate: Estate): (path: string) => DockerfileState | undefined {
  const tree = estateTree(estate);
  const pairs: ReadonlyMap<string, readonly Pair[]> = Map.groupBy(structuralReferences(estate).pairs, (pair) => pair.dockerfile);
  const contextOf = (...folders: string[]): BuildContext => ({ exists: (path) => folders.map((folder) => posix.join(folder, path)).some((place) => exists(estate, place) || typeof tree.resolve(place) !== "string") });
  return (path) => {
    const file = estate.files.get(path);
    if (!file) return undefined;
    const built = (pairs.get(path) ?? []).filter((pair) => pair.service !== undefined).map((pair) => ({ by: `${pair.compose}#${pair.service}`, context: pair.context }));
    const audited = dockerfileFindings(path, dockerfileFacts(path, dockerfileOf(file), file.bytes?.length ?? 0, tree, built));
    const text = decode(file.bytes ?? new Uint8Array()).text;
    const [first, ...others] = [...new Set(built.map(({ context }) => context))].map((context) => ({ context, subject: subjectOf(text, { context: contextOf(context) }) }));
    const judged = [
      ...lint(path, first?.subject ?? subjectOf(text, { context: contextOf(posix.dirname(path), ".") })).map((found) => ({ ...found, context: first?.context })),
      ...others.flatMap(({ context, subject }) => copySourcesExist.check(subject).map((found) => ({ ...found, rule: copySourcesExist, context }))),
    ];
    return {
      broken: [
        ...judged.map(({ rule, line, must, got, fix, context }): Broken => ({ rule: rule.name, line, must, fix, got: rule === copySourcesExist ? `${got}${inWords(context)}` : got, key: NAMED.has(rule.name) ? `${rule.name}\n${got}` : rule.name })),
        ...audited.filter(({ rule }) => AUDIT_ONLY.has(rule)).map(({ rule, line, message, fix }): Broken => ({ rule, line, must: "take what is in its context", got: message, fix, key: rule })),
      ],
      faulty: audited.some(({ severity }) => severity === "error"),
    };
  };
}

const inWords = (context: string | undefined) => (context === undefined ? "" : ` in ${context === "." ? "the checkout's root" : context}`);
