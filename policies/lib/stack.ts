/** Rules on all resources of a stack together. */
import type { PolicyResource, StackValidation } from "@pulumi/policy";
import { message, TYPES, type Checks, type Finding } from "./check.ts";
import { serviceOf } from "./labels.ts";
import { UnknownValueError } from "./unknown.ts";

/** Something that is wrong, at a resource. */
export interface Located extends Finding {
  readonly resource: PolicyResource;
}

/** By the list that all rules of a run are given. */
const inOrder = new WeakMap<readonly PolicyResource[], readonly PolicyResource[]>();

/**
 * What a deploy with `--target` leaves out comes without any input, and is nobody's business. By URN: the engine hands them over in
 * the order in which they happened to be registered, and of two that collide always the same one is told.
 */
function judged(all: readonly PolicyResource[]): readonly PolicyResource[] {
  let known = inOrder.get(all);
  if (known === undefined) inOrder.set(all, (known = all.filter(({ props }) => Object.keys(props).length > 0).sort((a, b) => (a.urn < b.urn ? -1 : 1))));
  return known;
}

/** The resources of a stack, read so that a value which preview does not know hides nothing else. */
export class Stack {
  /** The first value that was asked for and is not known yet. */
  unknown: UnknownValueError | undefined;
  readonly resources: readonly PolicyResource[];

  constructor(resources: readonly PolicyResource[]) {
    this.resources = judged(resources);
  }

  of(...types: (keyof Checks)[]): PolicyResource[] {
    return this.resources.filter((r) => types.some((type) => TYPES[type] === r.type));
  }

  /** What `read` finds in a resource's properties; undefined where a value is not known, which the engine is told in the end. */
  read<T>(resource: PolicyResource, read: (props: Record<string, any>) => T): T | undefined {
    try {
      return read(resource.props);
    } catch (error) {
      if (!(error instanceof UnknownValueError)) throw error;
      this.unknown ??= error;
      return undefined;
    }
  }

  /** The same for each item of a list; what is not known, and what `one` leaves out, is missing in the answer. */
  readEach<T>(resource: PolicyResource, all: (props: Record<string, any>) => readonly any[] | undefined, one: (item: any) => T | undefined): T[] {
    const length = this.read(resource, (props) => all(props)?.length ?? 0) ?? 0;
    return Array.from({ length }, (_, i) => this.read(resource, (props) => one(all(props)![i]))).filter((item) => item !== undefined);
  }
}

/** Makes a rule's `validateStack`. What is known is judged; an unknown value is reported in the end, so that it never counts as passed. */
export function stackCheck<Options extends object = object>(judge: (stack: Stack, options: Options) => Iterable<Located>): StackValidation {
  return (args, report) => {
    const stack = new Stack(args.resources);
    for (const { resource, ...finding } of judge(stack, args.getConfig<Options>())) report(message(serviceOf(resource), finding), resource.urn);
    if (stack.unknown !== undefined) throw stack.unknown;
  };
}
