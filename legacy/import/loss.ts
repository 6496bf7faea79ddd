import type { Position } from "../../readers/yaml/node.ts";

/** One thing of a compose file that is not in the catalogue as it was written. */
export interface Loss {
  readonly at: Position;
  readonly service: string;
  /** The key below the service, or below the file for what belongs to none. */
  readonly key: string;
  /** As written, shortened; never a secret. */
  readonly value: string;
  /** `default`: the catalogue demands what the file lacks; `changed`: carried over in another form; `lost`: not there any more. */
  readonly kind: "default" | "changed" | "lost";
  readonly why: string;
  readonly what: string;
}

/** What a problem of the whole import is about: refused, nothing is written. */
export interface ImportProblem {
  readonly at: Position;
  readonly rule: string;
  readonly got: string;
  readonly fix: string;
}
