import type { Position } from "../../readers/yaml/node.ts";

/**
 * `open`: stands as it was written, and no stack takes it before it is decided; `lost`: not there any more; `changed`: carried over in
 * another form; `default`: the catalogue demands what the file lacks.
 */
export const LOSS_KINDS = ["open", "lost", "changed", "default"] as const;
export type LossKind = (typeof LOSS_KINDS)[number];

/** One thing of a compose file that is not in the catalogue as it was written. */
export interface Loss {
  readonly at: Position;
  readonly service: string;
  /** The key below the service, or below the file for what belongs to none. */
  readonly key: string;
  /** As written, shortened; never a secret. */
  readonly value: string;
  readonly kind: LossKind;
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
