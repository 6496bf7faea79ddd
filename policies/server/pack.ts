/** A pack as it is served, and what its policies say of resources; nothing here knows of the wire. */
import type { EnforcementLevel, PolicyResource, ReportViolation, ResourceValidationArgs } from "@pulumi/policy";
import type { LeavesOut } from "../lib/check.ts";
import type { Level, ResourceRule, Rule, StackRule } from "../lib/rule.ts";
import { UnknownValueError } from "../lib/unknown.ts";

/** A rule and how strictly it is held. */
export interface Policy extends Omit<Rule, "meta" | "validateResource" | "validateStack">, Partial<ResourceRule>, Partial<StackRule> {
  readonly enforcementLevel: Level;
}

export interface Pack {
  readonly name: string;
  readonly version: string;
  readonly policies: readonly Policy[];
  /** Options by the policy's name, each with a level. */
  readonly initialConfig: Readonly<Record<string, PolicyConfig>>;
}

/** What the engine was configured with for one policy. */
export interface PolicyConfig {
  readonly enforcementLevel?: EnforcementLevel;
  readonly options: object;
}

export interface Diagnostic {
  readonly policy: Policy;
  readonly level: EnforcementLevel;
  readonly message: string;
  readonly urn?: string;
}

export interface Outcome {
  readonly diagnostics: readonly Diagnostic[];
  /** By policies that were not asked: the same list for all resources of a type. */
  readonly leftOut: readonly NotApplicable[];
  readonly notApplicable: readonly NotApplicable[];
}

export interface NotApplicable {
  readonly policy: string;
  readonly reason: string | undefined;
}

/** A policy as the engine has it held. */
interface Held {
  readonly policy: Policy;
  readonly level: EnforcementLevel;
  readonly getConfig: <T extends object>() => T;
}

const NOBODY: readonly NotApplicable[] = [];

/** The policies of a pack with the engine's configuration for a run. */
export class PackRun {
  private readonly pack: Pack;
  private held: readonly Held[];
  private readonly byType = new Map<string, { readonly judges: readonly Held[]; readonly leftOut: readonly NotApplicable[] }>();
  stackTags: ReadonlyMap<string, string> = new Map();

  constructor(pack: Pack) {
    this.pack = pack;
    this.held = heldBy(pack, {});
  }

  configure(config: Readonly<Record<string, PolicyConfig>>): void {
    this.held = heldBy(this.pack, config);
    this.byType.clear();
  }

  /**
   * Judges one resource by the rules of its type; which those are is worked out once for each type. Waits only where a rule does.
   * @param unpack is not called for a type that no rule judges
   */
  judgeResource(type: string, unpack: () => PolicyResource): Outcome | Promise<Outcome> {
    const { judges, leftOut } = this.judgesOf(type);
    const said = new Sayings(this.pack, leftOut);
    if (judges.length === 0) return said;
    const shared = { ...unpack(), stackTags: this.stackTags, notApplicable };
    return said.ofAll(judges, ({ policy, getConfig }, report) => policy.validateResource!({ ...shared, getConfig } as ResourceValidationArgs, report));
  }

  /** Judges all resources together. */
  judgeStack(resources: PolicyResource[]): Outcome | Promise<Outcome> {
    const judges = this.held.filter(({ policy }) => policy.validateStack !== undefined);
    return new Sayings(this.pack, NOBODY).ofAll(judges, ({ policy, getConfig }, report) => policy.validateStack!({ resources, stackTags: this.stackTags, getConfig, notApplicable }, report));
  }

  private judgesOf(type: string) {
    const known = this.byType.get(type);
    if (known !== undefined) return known;
    const all = this.held.filter(({ policy }) => policy.validateResource !== undefined);
    const reasons = new Map(all.map((held) => [held, (held.policy.validateResource as Partial<LeavesOut>).leavesOut?.(type)]));
    const leftOut = all.flatMap((held) => {
      const reason = reasons.get(held);
      return reason === undefined ? [] : [{ policy: held.policy.name, reason }];
    });
    const made = { judges: all.filter((held) => reasons.get(held) === undefined), leftOut };
    this.byType.set(type, made);
    return made;
  }
}

/** Those that are not disabled. No policy of ours changes a resource: held as "remediate" is held as mandatory. */
function heldBy({ policies }: Pack, config: Readonly<Record<string, PolicyConfig>>): Held[] {
  return policies.flatMap((policy) => {
    const { enforcementLevel = policy.enforcementLevel, options = {} } = config[policy.name] ?? {};
    if (enforcementLevel === "disabled") return [];
    return [{ policy, level: enforcementLevel === "remediate" ? "mandatory" : enforcementLevel, getConfig: <T extends object>() => options as T }];
  });
}

/** What the policies said, in their order. */
class Sayings implements Outcome {
  readonly diagnostics: Diagnostic[] = [];
  readonly notApplicable: NotApplicable[] = [];
  readonly leftOut: readonly NotApplicable[];
  private readonly pack: Pack;

  constructor(pack: Pack, leftOut: readonly NotApplicable[]) {
    this.pack = pack;
    this.leftOut = leftOut;
  }

  /** One after the other, from the `first`. */
  ofAll(judges: readonly Held[], judge: (held: Held, report: ReportViolation) => Promise<void> | void, first = 0): this | Promise<this> {
    for (let i = first; i < judges.length; i++) {
      const waits = this.of(judges[i]!, judge);
      if (waits !== undefined) return waits.then(() => this.ofAll(judges, judge, i + 1));
    }
    return this;
  }

  private of(held: Held, judge: (held: Held, report: ReportViolation) => Promise<void> | void): Promise<void> | undefined {
    const { policy, level } = held;
    const failed = (error: unknown) => this.failed(policy, error);
    const report: ReportViolation = (message, urn) => {
      this.diagnostics.push({ policy, level, message: message ? `${policy.description}\n${message}` : policy.description, ...(urn === undefined ? {} : { urn }) });
    };
    try {
      const judged = judge(held, report);
      if (judged instanceof Promise) return judged.catch(failed);
    } catch (error) {
      failed(error);
    }
    return undefined;
  }

  private failed(policy: Policy, error: unknown): void {
    if (error instanceof LeftOut) {
      this.notApplicable.push({ policy: policy.name, reason: error.reason });
      return;
    }
    const from = `policy '${policy.name}' from policy pack '${this.pack.name}@v${this.pack.version}'`;
    if (error instanceof UnknownValueError) this.diagnostics.push({ policy, level: "advisory", message: `can't run ${from} during preview: ${(error as Error).message}` });
    else throw new Error(`Error validating resource with ${from}:\n${error instanceof Error ? error.stack : String(error)}`);
  }
}

/** No Error: nobody reads its stack, and most rules do not apply to most resources. */
class LeftOut {
  readonly reason: string | undefined;

  constructor(reason: string | undefined) {
    this.reason = reason;
  }
}

function notApplicable(reason?: string): never {
  throw new LeftOut(reason);
}
