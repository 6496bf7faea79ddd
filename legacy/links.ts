import { kindOf, type FileKind } from "./kinds.ts";
import type { Tree } from "./tree.ts";

/** A symlink that is named like a counted file. It is not counted itself. */
export interface LinkFact {
  readonly path: string;
  readonly kind: FileKind;
  readonly target: string;
  /** `ok`: leads to a file of the checkout; `outside`: out of it, or by an absolute target; else `dangling`. */
  readonly state: "ok" | "dangling" | "outside";
}

export function linkFacts(tree: Tree): LinkFact[] {
  return tree.paths.flatMap((path) => {
    const entry = tree.entry(path)!;
    const kind = entry.kind === "symlink" ? kindOf(path) : undefined;
    if (!kind) return [];
    const resolved = tree.resolve(path);
    const state = resolved === "outside" ? "outside" : resolved !== "dangling" && resolved.kind === "file" ? "ok" : "dangling";
    return [{ path, kind, target: entry.target!, state }];
  });
}
