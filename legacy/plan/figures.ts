import { kindOf, type FileKind } from "../kinds.ts";
import type { ConsolidationPlan } from "../plan-types.ts";
import { isMade } from "./dockerfiles.ts";
import { danglingReferences } from "./dangling.ts";
import { changed, type Estate } from "./estate.ts";

/** Files of an estate before and after a plan, counted on the tree that the plan leaves. */
export interface Figures {
  readonly files: Readonly<Record<FileKind, { readonly before: number; readonly after: number }>>;
  /** Dockerfiles that stay and are made from a template. */
  readonly generated: number;
  readonly templates: number;
  /** References that were valid and are not any more. */
  readonly dangling: number;
}

export function figuresOf(estate: Estate, plan: ConsolidationPlan): Figures {
  const changes = plan.steps.flatMap((step) => step.changes);
  const after = changed(estate, changes);
  const written = changes.filter((change) => change.kind === "write");
  const count = (kind: FileKind) => ({ before: countOf(estate, kind), after: countOf(after, kind) });
  return {
    files: { dockerfile: count("dockerfile"), requirements: count("requirements"), compose: count("compose") },
    generated: written.filter(({ path, content }) => kindOf(path) === "dockerfile" && isMade(content)).length,
    templates: written.filter(({ path }) => path.endsWith(".tmpl")).length,
    dangling: danglingReferences(estate, plan).length,
  };
}

const countOf = ({ files }: Estate, kind: FileKind) => [...files.keys()].filter((path) => kindOf(path) === kind).length;

/** @param unread how many files and folders could not be read: what these refer to is not known. */
export function figureRows({ files, generated, templates, dangling }: Figures, unread: number): string[][] {
  const row = (what: string, kind: FileKind) => [what, String(files[kind].before), String(files[kind].after)];
  return [["", "before", "after"], row("Dockerfiles", "dockerfile"), ["  of them made from a template", "0", `${generated} (${templates} templates)`], row("requirements files", "requirements"), row("compose files", "compose"), ["references broken by the plan", "", `${dangling}${unread > 0 ? ", as far as files could be read" : ""}`]];
}
