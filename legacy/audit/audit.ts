/** The audit of an estate: its facts, what they mean as findings, and its worst files. */
import { decode } from "../../readers/text.ts";
import { duplicatesOf, type DuplicateInput, type Duplicates } from "../duplicates/duplicates.ts";
import { countedFiles, estateFacts, type CountedFiles, type EstateFacts } from "../facts.ts";
import type { Tree } from "../tree.ts";
import { destructiveLines, mayDestroy } from "./destructive.ts";
import { findingsOf, sorted } from "./findings.ts";
import { finding, type Finding, type Severity } from "./rules.ts";

export interface Audit extends EstateFacts {
  /** By file, line and rule. */
  readonly findings: readonly Finding[];
  /** What is there twice or nearly, and the templates that would make it. */
  readonly duplicates: Duplicates;
}

/** Audits a tree. Reads only; never throws for what is in it. `summary` stands first. */
export function auditOf(tree: Tree): Audit {
  const counted = countedFiles(tree);
  const { summary, ...facts } = estateFacts(tree, counted);
  const scripts = tree.paths.filter((path) => tree.entry(path)!.kind === "file" && mayDestroy(path)).flatMap((path) => scriptFindings(tree, path));
  return { summary, findings: sorted([...findingsOf({ summary, ...facts }), ...scripts]), duplicates: duplicatesOf(duplicateInputs(counted)), ...facts };
}

/** Where the text is the file's bytes, what was parsed of it serves here too. */
function duplicateInputs({ files, dockerfiles, requirements }: CountedFiles): DuplicateInput[] {
  return files.flatMap(({ path, kind, bytes, text, problem }) => {
    if (problem !== undefined) return [];
    const content = Buffer.from(bytes);
    const plain = content.toString("utf8") === text;
    return [{ path, kind, bytes: content, ...(plain && kind === "dockerfile" ? { dockerfile: dockerfiles.get(path)! } : {}), ...(plain && kind === "requirements" ? { requirements: requirements.get(path)! } : {}) }];
  });
}

function scriptFindings(tree: Tree, path: string): Finding[] {
  const content = tree.read(path);
  if ("problem" in content) return [finding("unreadable", path, 0, content.problem)];
  return destructiveLines(path, decode(content.bytes).text).map(({ line, message }) => finding("destroys-data", path, line, message));
}

/** What a finding adds to its file's score. */
const WEIGHT: Readonly<Record<Severity, number>> = { error: 5, warning: 2, note: 1 };

export interface WorstFile {
  readonly file: string;
  readonly errors: number;
  readonly warnings: number;
  readonly notes: number;
  readonly score: number;
  /** The first error's message, or the first finding's. */
  readonly first: string;
}

/** Files by score (5 an error, 2 a warning, 1 a note), worst first. */
export function worstFiles(findings: readonly Finding[], most = 10): WorstFile[] {
  const files = Map.groupBy(findings, ({ file }) => file);
  const rows = [...files].map(([file, own]): WorstFile => {
    const count = (severity: Severity) => own.filter((each) => each.severity === severity).length;
    return {
      file,
      errors: count("error"),
      warnings: count("warning"),
      notes: count("note"),
      score: own.reduce((sum, { severity }) => sum + WEIGHT[severity], 0),
      first: (own.find(({ severity }) => severity === "error") ?? own[0]!).message,
    };
  });
  return rows.sort((a, b) => b.score - a.score || (a.file < b.file ? -1 : 1)).slice(0, most);
}
