import type { ContainerArgs, NetworkArgs, RemoteImageArgs, ServiceArgs, VolumeArgs } from "@pulumi/docker";
import type { ResourceValidation } from "@pulumi/policy";
import type { Unwrap } from "@pulumi/pulumi";
import { serviceOf } from "./labels.ts";
import { UnknownValueError } from "./unknown.ts";

/** One thing that is wrong with a resource. */
export interface Finding {
  /** What must be true, read after "must". */
  readonly must: string;
  /** What was found, printable. */
  readonly got: string;
  /** What to write instead. */
  readonly fix: string;
}

/**
 * Looks at one thing in a resource's inputs, with the rule's options. Reading a value that preview does not know throws,
 * which `checks` handles.
 */
export type Check<Props, Options = object> = (props: Props, options: Options) => Finding | Iterable<Finding> | undefined;

/** A rule's checks, for each type that it judges. */
export interface Checks<Options = object> {
  readonly container?: readonly Check<Container, Options>[];
  readonly remoteImage?: readonly Check<Unwrap<RemoteImageArgs>, Options>[];
  readonly service?: readonly Check<SwarmService, Options>[];
  readonly network?: readonly Check<Unwrap<NetworkArgs>, Options>[];
  readonly volume?: readonly Check<Unwrap<VolumeArgs>, Options>[];
}

export type Container = Unwrap<ContainerArgs>;
export type SwarmService = Unwrap<ServiceArgs>;

/** Pulumi's types by our names for them. */
export const TYPES: Readonly<Record<keyof Checks, string>> = {
  container: "docker:index/container:Container",
  remoteImage: "docker:index/remoteImage:RemoteImage",
  service: "docker:index/service:Service",
  network: "docker:index/network:Network",
  volume: "docker:index/volume:Volume",
};

/** `<service>: must <rule>; got <value>; fix: <how>`: the one form of a violation. */
export function message(service: string, finding: Finding): string {
  return `${service}: must ${finding.must}; got ${finding.got}; fix: ${finding.fix}`;
}

/** A field as a violation shows it: `user "root"`, `memory 4`, `no user`. */
export function show(field: string, value: unknown): string {
  if (value === undefined || value === null) return `no ${field}`;
  // The provider's SDK notes under __defaults which inputs nobody wrote.
  const printed = JSON.stringify(value, (key, part: unknown) => (key === "__defaults" ? undefined : part));
  return `${field} ${printed.length > 200 ? `${printed.slice(0, 200)}...` : printed}`;
}

/** A finding on one field, unless all is well with it. */
export function demand(well: boolean, must: string, field: string, value: unknown, fix: string): Finding | undefined {
  return well ? undefined : { must, got: show(field, value), fix };
}

/** Judges every item of a list; one that is not known yet hides no other's finding, and is thrown in the end. */
export function* each<T>(items: readonly T[] | undefined, judge: (item: T, index: number) => Finding | undefined): Generator<Finding> {
  let unknown: UnknownValueError | undefined;
  for (let index = 0; index < (items?.length ?? 0); index++) {
    try {
      const finding = judge(items![index]!, index);
      if (finding !== undefined) yield finding;
    } catch (error) {
      if (!(error instanceof UnknownValueError)) throw error;
      unknown ??= error;
    }
  }
  if (unknown !== undefined) throw unknown;
}

/**
 * Makes a rule's `validateResource`. All checks run, each on its own; one that meets an unknown value never hides the
 * others' findings, and is reported to the engine at the end, which says in preview that the rule could not be run.
 */
export function checks<Options extends object = object>(all: Checks<Options>): ResourceValidation & LeavesOut {
  const byType = new Map(Object.entries(all).map(([key, list]) => [TYPES[key as keyof Checks], list as Check<unknown, Options>[]]));
  const judges = `judges ${[...byType.keys()].join(", ")}`;
  const validate: ResourceValidation = (args, report) => {
    const list = byType.get(args.type);
    if (list === undefined) return args.notApplicable(judges);
    // Pulumi shows the pack also what `--target` leaves out of a deploy, then without any input; it makes nothing of it.
    if (Object.keys(args.props).length === 0) return args.notApplicable("has no inputs: this deploy leaves it out");
    const options = args.getConfig<Options>();
    const postponed: (UnknownValueError | Later)[] = [];
    for (const check of list) {
      try {
        const found = check(args.props, options) ?? [];
        for (const finding of Symbol.iterator in found ? found : [found]) report(message(serviceOf(args), finding));
      } catch (error) {
        if (!(error instanceof UnknownValueError || error instanceof Later)) throw error;
        postponed.push(error);
      }
    }
    const unknown = postponed.find((error) => error instanceof UnknownValueError);
    if (unknown !== undefined) throw unknown;
    if (postponed[0] !== undefined) args.notApplicable(postponed[0].message);
  };
  return Object.assign(validate, { leavesOut: (type: string) => (byType.has(type) ? undefined : judges) } satisfies LeavesOut);
}

/** Why a rule has nothing to say of a type, as its `validateResource` would say; the server asks it once for each type. */
export interface LeavesOut {
  readonly leavesOut: (type: string) => string | undefined;
}

/**
 * For a value that is ordinarily unknown in preview: the engine is told that the rule does not apply yet, and why,
 * instead of a warning for each resource. During the deployment itself the value is known and is checked.
 */
export function whenKnown<Props, Options>(reason: string, check: Check<Props, Options>): Check<Props, Options> {
  return (props, options) => {
    try {
      return check(props, options);
    } catch (error) {
      throw error instanceof UnknownValueError ? new Later(reason) : error;
    }
  };
}

class Later extends Error {}
