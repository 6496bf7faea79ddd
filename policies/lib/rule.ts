import type { EnforcementLevel, PolicyConfigSchema, ResourceValidation, Severity, StackValidation } from "@pulumi/policy";

/** Where a stack may run. A stack that says none of them is judged as prod. */
export type Environment = "dev" | "staging" | "prod";

/** What is known of a rule beyond what Pulumi's engine takes. A control's name here means: evidence for that control. */
export interface RuleMeta {
  /** Sections of the CIS Docker Benchmark 1.6.0. */
  readonly cis: readonly string[];
  /** SOC 2 trust services criteria, such as "CC6.1". */
  readonly soc2: readonly string[];
  /** Controls of ISO/IEC 27001:2022, such as "A.8.9". */
  readonly iso27001: readonly string[];
  /** Further origins: OWASP's Docker rules, or what the provider or the engine does. */
  readonly sources?: readonly string[];
  /** Environments in which a violation is advice; everywhere else, and where the environment is unknown, it is refused. */
  readonly advisoryIn?: readonly Exclude<Environment, "prod">[];
}

/** One policy: what Pulumi knows of it, all of it required, and `meta`, which never reaches the engine. */
export type Rule = RuleBase & (ResourceRule | StackRule);

interface RuleBase {
  readonly name: string;
  /** One sentence: what holds. */
  readonly description: string;
  readonly severity: Severity;
  /** What the author of a refused program does about it. */
  readonly remediationSteps: string;
  /** Options, each with its default; Pulumi holds a configuration file against it. */
  readonly configSchema?: PolicyConfigSchema;
  readonly meta: RuleMeta;
}

/** Judges each resource by its inputs, before it is made. */
export interface ResourceRule {
  readonly validateResource: ResourceValidation;
}

/** Judges all resources of a stack together, once the program has registered them. */
export interface StackRule {
  readonly validateStack: StackValidation;
}

/** How strictly a rule is held in an environment; an unknown one is held as strictly as prod. */
export function levelIn(rule: Rule, environment: string | undefined): EnforcementLevel {
  return (rule.meta.advisoryIn ?? []).some((name) => name === environment) ? "advisory" : "mandatory";
}
