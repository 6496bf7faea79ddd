/** Reads requirements files: what they ask for, and where. Pure. */
import { validRange } from "@renovatebot/pep440";

/** A line of a file, for messages. */
export interface Place {
  readonly file: string;
  readonly line: number;
}

/** One distinct thing that is asked for, and everywhere that asks for it. */
export interface Requirement {
  /** Normalised: lower case, one dash. */
  readonly name: string;
  /** As the resolver reads it: `uvicorn[standard]==0.30.1; sys_platform == "linux"`. */
  readonly text: string;
  /** The version of a plain `==` pin. */
  readonly pin?: string;
  readonly places: readonly Place[];
  /** What the files say, where a search has changed the pin. */
  readonly asked?: string;
}

/** A line that no resolver can judge, with the reason. */
export interface Unread {
  readonly place: Place;
  readonly text: string;
  readonly why: string;
}

export interface RequirementsFile {
  readonly path: string;
  readonly text: string;
}

const LINE = /^([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)\s*(\[[^\]]*\])?\s*([^;]*?)\s*(;.*)?$/;

/** PEP 503: `Ruamel_YAML` is `ruamel-yaml`. */
export const normalName = (name: string): string => name.toLowerCase().replace(/[-_.]+/g, "-");

/** Equal requirements of all files become one with several places; in the order of their first place. */
export function readRequirements(files: readonly RequirementsFile[]): { requirements: Requirement[]; unread: Unread[] } {
  const found = new Map<string, Requirement>();
  const unread: Unread[] = [];
  for (const { path, text } of files) {
    for (const { line, content } of logicalLines(text)) {
      const place = { file: path, line };
      const read = readLine(content);
      if (read === undefined) continue;
      if ("why" in read) unread.push({ place, text: content, why: read.why });
      else found.set(read.text, { ...read, places: [...(found.get(read.text)?.places ?? []), place] });
    }
  }
  return { requirements: [...found.values()], unread };
}

/** Lines with their continuations joined and comments gone; numbered by where they begin. */
function logicalLines(text: string): { line: number; content: string }[] {
  const lines: { line: number; content: string }[] = [];
  let open: { line: number; content: string } | undefined;
  text.replace(/^\uFEFF/, "").split(/\r\n|\n|\r/).forEach((raw, index) => {
    const current = open ?? { line: index + 1, content: "" };
    const continued = /\\$/.test(raw);
    current.content += continued ? `${raw.slice(0, -1)} ` : raw;
    open = continued ? current : undefined;
    if (!continued) lines.push(current);
  });
  if (open) lines.push(open);
  return lines.map(({ line, content }) => ({ line, content: content.replace(/(^|\s)#.*$/, "").trim() })).filter(({ content }) => content !== "");
}

function readLine(content: string): Omit<Requirement, "places"> | { why: string } | undefined {
  // Included files are read by themselves; hashes and options change no version.
  if (/^(-e|--editable)\b/.test(content)) return { why: "an editable install is no release" };
  if (content.startsWith("-")) return undefined;
  const plain = content.replace(/\s--hash[= ]\S+/g, "").trim();
  if (/^[^;]*(@\s|:\/\/|^\.{0,2}\/)/.test(plain)) return { why: "a path or an address is no release" };
  const match = LINE.exec(plain);
  if (!match) return { why: "not a requirement (PEP 508)" };
  const [, name, extras = "", rest = "", marker = ""] = match;
  const spec = rest.replace(/^\((.*)\)$/, "$1").replace(/\s+/g, "");
  if (spec !== "" && !validSpec(spec)) return { why: `"${spec}" is not a version specifier (PEP 440)` };
  const pin = /^==([^,*]+)$/.exec(spec)?.[1];
  const normal = normalName(name!);
  const text = `${normal}${extras.replace(/\s+/g, "")}${spec}${marker === "" ? "" : `; ${marker.slice(1).trim()}`}`;
  return { name: normal, text, ...(pin === undefined ? {} : { pin }) };
}

const validSpec = (spec: string): boolean => /^(===?|~=|!=|[<>]=?)/.test(spec) && validRange(spec);
