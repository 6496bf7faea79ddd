/** The smallest set of templates that was found for a set of Dockerfiles. */
import { parseDockerfile } from "../../readers/dockerfile/parse.ts";
import { Files, type Family, type TemplateRules } from "./families.ts";
import { familiesOf, LIMITS, type Limits } from "./search.ts";
import type { ComparedFile } from "./similarity.ts";
import { canonicalText, generate, templateOf, type Template } from "./template.ts";

export const TEMPLATE_RULES: TemplateRules = { common: 0.6, holes: 16 };

export interface TemplateSet {
  /** By number of members, most first. */
  readonly templates: readonly Template[];
  /** Files that share too little with any other, and those that cannot be written anew from their instructions. */
  readonly alone: readonly string[];
}

/** One template for each family of files. A file with syntax errors, or whose instructions do not read back as they are, stays alone. */
export function templatesOf(compared: readonly ComparedFile[], rules: TemplateRules = TEMPLATE_RULES, limits: Limits = LIMITS): TemplateSet {
  const usable = compared.filter(readsBack);
  const files = new Files(usable.map((file) => file.lines.map((line) => line.text)));
  const made = ({ seed, members }: Family): Template => {
    const sorted = [...members].sort((a, b) => a.file - b.file);
    const template = templateOf("", files.tokens[seed]!, sorted.map(({ file, partner }) => ({ path: usable[file]!.path, tokens: files.tokens[file]!, partner })));
    return { ...template, members: template.members.filter(({ parameters }, i) => canonicalText(generate(template, parameters)) === textOf(usable[sorted[i]!.file]!)) };
  };
  const templates = familiesOf(files, rules, limits).filter(({ members }) => members.length > 1).map(made).filter(({ members }) => members.length > 1);
  const covered = new Set(templates.flatMap((t) => t.members.map((m) => m.path)));
  return { templates: named(templates), alone: compared.map((f) => f.path).filter((path) => !covered.has(path)) };
}

const textOf = (file: ComparedFile) => file.lines.map((line) => line.text).join("\n");

function readsBack(file: ComparedFile): boolean {
  const text = textOf(file);
  return file.lines.length > 0 && parseDockerfile(text).errors.length === 0 && canonicalText(text) === text;
}

/** Names by base image: `python-1`, `python-2`, `node-1` ... */
function named(templates: readonly Template[]): Template[] {
  const counts = new Map<string, number>();
  return [...templates]
    .sort((a, b) => b.members.length - a.members.length || (a.members[0]!.path < b.members[0]!.path ? -1 : 1))
    .map((template) => {
      const first = generate(template, template.members[0]!.parameters);
      const image = parseDockerfile(first).instructions.find((i) => i.keyword === "FROM")?.args[0] ?? "";
      const family = /([a-z0-9][a-z0-9_.-]*)(?:[:@].*)?$/i.exec(image)?.[1]?.toLowerCase() ?? "image";
      counts.set(family, (counts.get(family) ?? 0) + 1);
      return { ...template, name: `${family}-${counts.get(family)}` };
    });
}
