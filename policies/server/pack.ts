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
  readonly notApplicable: readonly NotApplicable[];
}

export interface NotApplicable {
  readonly policy: string;
  readonly reason: string | undefined;
}

/** The policies of a pack with the engine's configuration for a run. */
export class PackRun {
  private readonly pack: Pack;
  private config: Readonly<Record<string, PolicyConfig>> = {};
  private readonly tried = new Map<string, { readonly policies: readonly Policy[]; readonly leftOut: readonly NotApplicable[] }>();
  stackTags: ReadonlyMap<string, string> = new Map();

  constructor(pack: Pack) {
    this.pack = pack;
  }

  configure(config: Readonly<Record<string, PolicyConfig>>): void {
    this.config = config;
    this.tried.clear();
  }

  /** Judges one resource by the rules of its type; which those are is worked out once for each type. */
  async judgeResource(resource: PolicyResource): Promise<Outcome> {
    const { policies, leftOut } = this.policiesFor(resource.type);
    const said = new Sayings(this.pack);
    for (const policy of policies) {
      const args = { ...resource, ...this.common(policy) } as ResourceValidationArgs;
      await said.of(policy, this.levelOf(policy), (report) => policy.validateResource!(args, report));
    }
    return { diagnostics: said.diagnostics, notApplicable: [...leftOut, ...said.notApplicable] };
  }

  /** Judges all resources together. */
  async judgeStack(resources: PolicyResource[]): Promise<Outcome> {
    const said = new Sayings(this.pack);
    for (const policy of this.pack.policies) {
      if (policy.validateStack === undefined || this.levelOf(policy) === "disabled") continue;
      await said.of(policy, this.levelOf(policy), (report) => policy.validateStack!({ resources, ...this.common(policy) }, report));
    }
    return said;
  }

  private policiesFor(type: string) {
    const known = this.tried.get(type);
    if (known !== undefined) return known;
    const enabled = this.pack.policies.filter((policy) => policy.validateResource !== undefined && this.levelOf(policy) !== "disabled");
    const leftOut = enabled.flatMap((policy) => {
      const reason = (policy.validateResource as Partial<LeavesOut>).leavesOut?.(type);
      return reason === undefined ? [] : [{ policy: policy.name, reason }];
    });
    const made = { policies: enabled.filter(({ name }) => !leftOut.some(({ policy }) => policy === name)), leftOut };
    this.tried.set(type, made);
    return made;
  }

  /** No policy of ours changes a resource: held as "remediate" is held as mandatory. */
  private levelOf({ name, enforcementLevel }: Policy): EnforcementLevel {
    const level = this.config[name]?.enforcementLevel ?? enforcementLevel;
    return level === "remediate" ? "mandatory" : level;
  }

  private common({ name }: Policy) {
    const options = this.config[name]?.options ?? {};
    return { stackTags: this.stackTags, getConfig: <T extends object>() => options as T, notApplicable };
  }
}

/** What the policies said, in their order. */
class Sayings implements Outcome {
  readonly diagnostics: Diagnostic[] = [];
  readonly notApplicable: NotApplicable[] = [];
  private readonly pack: Pack;

  constructor(pack: Pack) {
    this.pack = pack;
  }

  async of(policy: Policy, level: EnforcementLevel, judge: (report: ReportViolation) => Promise<void> | void): Promise<void> {
    try {
      const judged = judge((message, urn) => this.diagnostics.push({ policy, level, message: message ? `${policy.description}\n${message}` : policy.description, ...(urn === undefined ? {} : { urn }) }));
      if (judged !== undefined) await judged;
    } catch (error) {
      const from = `policy '${policy.name}' from policy pack '${this.pack.name}@v${this.pack.version}'`;
      if (error instanceof LeftOut) this.notApplicable.push({ policy: policy.name, reason: error.reason });
      else if (error instanceof UnknownValueError) this.diagnostics.push({ policy, level: "advisory", message: `can't run ${from} during preview: ${(error as Error).message}` });
      else throw new Error(`Error validating resource with ${from}:\n${error instanceof Error ? error.stack : String(error)}`);
    }
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
