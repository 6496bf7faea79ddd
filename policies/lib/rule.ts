import type { EnforcementLevel, ResourceValidationPolicy, Severity, StackValidationPolicy } from "@pulumi/policy";

/** What is known of a rule beyond what Pulumi's engine takes. */
export interface RuleMeta {
  /** Sections of the CIS Docker Benchmark 1.6.0 that the rule answers. */
  readonly cis: readonly string[];
}

/** One policy: what Pulumi knows of it, all of it required, and `meta`, which never reaches the engine. */
export type Rule = (ResourceValidationPolicy | StackValidationPolicy) & {
  readonly severity: Severity;
  readonly enforcementLevel: EnforcementLevel;
  /** What the author of a refused program does about it. */
  readonly remediationSteps: string;
  readonly meta: RuleMeta;
};
