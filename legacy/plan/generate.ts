/** Files made again from the manifest that a plan left. Pure: what is to be written, and what cannot be made. */
import { ProblemsError, type Problem } from "../../infra/problems.ts";
import { fileOf } from "./dockerfiles.ts";
import { exists, textOf, type Estate } from "./estate.ts";
import { MANIFEST, readManifest, templatePath } from "./manifest.ts";
import { ownersOf } from "./proposal.ts";

export interface MadeFile {
  readonly path: string;
  readonly content: string;
  /** What stands there: nothing, the same, or something else that is not overwritten. */
  readonly standing: "missing" | "same" | "other";
}

/**
 * @param service only the files of this service: those named after it, and what lies beside them.
 * @throws ProblemsError when there is no manifest, or it names a template or an original that is missing.
 */
export function filesAgain(estate: Estate, service?: string): MadeFile[] {
  const manifest = readManifest(estate);
  if (!manifest) throw new ProblemsError("the manifest", [{ path: MANIFEST, rule: "the manifest of an applied plan", got: "no such file", fix: "apply a plan first: ./sutazai consolidate apply DIR --plan FILE --execute" }]);
  const problems: Problem[] = [];
  const chosen = Object.entries(manifest.files).filter(([path]) => service === undefined || ownersOf(path, []).includes(service));
  const made = chosen.flatMap(([path, how]): MadeFile[] => {
    const source = "copyOf" in how ? how.copyOf : templatePath(how.template);
    const parameters = "copyOf" in how ? [] : (manifest.templates[how.template] ?? []);
    const missing = "copyOf" in how ? [] : parameters.filter((name) => how.parameters[name] === undefined);
    if (!estate.files.get(source)?.bytes || missing.length > 0) {
      problems.push({ path: `${MANIFEST}: ${path}`, rule: "its original or template is there, with a value for each parameter", got: missing.length > 0 ? `no value for ${missing.join(", ")}` : `no file ${source}`, fix: "give it back: ./sutazai consolidate rollback DIR, or correct the manifest" });
      return [];
    }
    const text = textOf(estate.files.get(source));
    const content = "copyOf" in how ? text : fileOf({ name: how.template, text, parameters }, how.parameters, how.constraints);
    return [{ path, content, standing: !exists(estate, path) ? "missing" : textOf(estate.files.get(path)) === content ? "same" : "other" }];
  });
  if (problems.length > 0) throw new ProblemsError("the manifest", problems);
  if (made.length === 0) throw new ProblemsError("the manifest", [{ path: MANIFEST, rule: "holds a file of the service", got: service ?? "no file at all", fix: "name a folder or the end of Dockerfile.NAME of one of its files" }]);
  return made;
}
