/** A requirements file of pip: what each of its lines is. */
import { isRequirement, nameIn, normalisedName, parseRequirement, type Requirement } from "./entry.ts";
import { logicalLines, type LogicalLine } from "./lines.ts";

export interface RequirementLine extends LogicalLine, Requirement {}

export interface IncludeLine extends LogicalLine {
  readonly kind: "requirement" | "constraint";
  /** As written, relative to the including file. */
  readonly target: string;
}

/** A requirement by its place; `name` where the line gives one. */
export interface UrlLine extends LogicalLine {
  readonly name: string | undefined;
}

export interface InvalidLine extends LogicalLine {
  /** Normalised, when the line begins with one. */
  readonly package: string | undefined;
  readonly why: string;
}

export interface RequirementsFile {
  readonly entries: readonly RequirementLine[];
  readonly urls: readonly UrlLine[];
  readonly includes: readonly IncludeLine[];
  readonly editable: readonly LogicalLine[];
  readonly hashes: readonly LogicalLine[];
  /** Other lines that begin with `-`. */
  readonly options: readonly LogicalLine[];
  readonly invalid: readonly InvalidLine[];
}

const INCLUDE = /^(?:(-r|--requirement)|-c|--constraint)(?:\s*=\s*|\s+|(?<=^-[rc]))(.+)$/;
const EDITABLE = /^(-e|--editable)(?![a-z-])/;
const HASH = /^--hash\b/;
/** What a hash is followed by, where it is followed by anything. */
const BEHIND_HASH = /^--hash(?:\s*=\s*|\s+)\S+\s+(\S.*)$/;
/** What may stand behind an entry (S3.2); other options there, which pip takes, make the line none. */
const OWN_OPTIONS = /\s(?=--hash\b)/;
/** The places that the audit's specification names (S3.3). */
const PLACE = /^(?:git\+|https?:\/\/|file:|\.\/)/i;
/** What pip takes besides: told apart, because "not a requirement" would be untrue. */
export const OTHER_PLACE = /^(?:[a-z][a-z0-9+.-]*:\/\/|(?:hg|svn|bzr)\+|\.{1,2}(?:[/\\[]|$)|\/)/i;
const NAMED_URL = /^([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)\s*(?:\[[^\]]*\]\s*)?@\s*\S/;

/** Reads the text of one file; includes are listed, not followed. Never throws: what cannot be read is in `invalid`. */
export function readRequirements(text: string): RequirementsFile {
  const file = { entries: [] as RequirementLine[], urls: [] as UrlLine[], includes: [] as IncludeLine[], editable: [] as LogicalLine[], hashes: [] as LogicalLine[], options: [] as LogicalLine[], invalid: [] as InvalidLine[] };
  const option = (line: number, text: string) => (HASH.test(text) ? file.hashes : file.options).push({ line, text });
  for (const { line, text: whole } of logicalLines(text)) {
    const include = INCLUDE.exec(whole);
    if (include) file.includes.push({ line, text: whole, kind: include[1] ? "requirement" : "constraint", target: include[2]!.replace(/^(["'])(.*)\1$/, "$2") });
    else if (EDITABLE.test(whole)) file.editable.push({ line, text: whole });
    else if (whole.startsWith("-")) whole.split(OWN_OPTIONS).forEach((part) => option(line, part.trim()));
    else {
      const [body, ...options] = whole.split(OWN_OPTIONS).map((part) => part.trim());
      const behind = options.map((part) => BEHIND_HASH.exec(part)?.[1]).find((rest) => rest !== undefined);
      if (behind !== undefined) file.invalid.push({ line, text: whole, package: nameIn(body!), why: `"${behind}" behind --hash` });
      else {
        requirement({ line, text: body! });
        for (const part of options) option(line, part);
      }
    }
  }
  return file;

  function requirement(written: LogicalLine): void {
    const named = NAMED_URL.exec(written.text);
    if (named || PLACE.test(written.text)) return void file.urls.push({ ...written, name: named ? normalisedName(named[1]!) : undefined });
    if (OTHER_PLACE.test(written.text)) return void file.invalid.push({ ...written, package: undefined, why: "a place that is none of NAME @ URL, git+, http(s)://, file: and ./" });
    const parsed = parseRequirement(written.text);
    if (isRequirement(parsed)) file.entries.push({ ...written, ...parsed });
    else file.invalid.push({ ...written, package: parsed.name, why: parsed.why });
  }
}
