/** A rule as it is held: with its options checked, and its resources' exemptions granted. */
import type { ResourceValidation, StackValidationArgs } from "@pulumi/policy";
import { ruling, type Exemption } from "./exemptions.ts";
import type { Labelled } from "./labels.ts";
import type { Rule } from "./rule.ts";

export interface Holding {
  /** YYYY-MM-DD in UTC; today by default. */
  readonly today?: string;
  /** Called for each violation that an exemption covers. */
  readonly onExempted?: (message: string, exemption: Exemption) => void;
}

/** @throws Error from the rule when its configuration has an option that the rule does not know. */
export function held<R extends Rule>(rule: R, { today = new Date().toISOString().slice(0, 10), onExempted }: Holding = {}): R {
  const grant = (resource: Labelled | undefined, message: string, report: (message: string) => void) => {
    const outcome = resource === undefined ? { stands: "" } : ruling(rule.name, resource, today);
    if ("stands" in outcome) report(message + outcome.stands);
    else onExempted?.(message, outcome.exempted);
  };
  if ("validateResource" in rule) {
    const validateResource: ResourceValidation = (args, report) => {
      knowsItsOptions(rule, args.getConfig());
      return rule.validateResource(args, (message, urn) => grant(args, message, (text) => report(text, urn)));
    };
    return { ...rule, validateResource: Object.assign(validateResource, rule.validateResource) };
  }
  return {
    ...rule,
    validateStack: (args: StackValidationArgs, report) => {
      knowsItsOptions(rule, args.getConfig());
      return rule.validateStack(args, (message, urn) => grant(args.resources.find((r) => r.urn === urn), message, (text) => report(text, urn)));
    },
  };
}

/** Configurations that were looked through: a rule is given the same one for every resource. */
const wellSpelt = new WeakMap<object, string>();

/** Pulumi holds the options that a schema names against it, and lets others through: a misspelt one would go unnoticed. */
function knowsItsOptions({ name, configSchema }: Rule, config: object): void {
  if (wellSpelt.get(config) === name) return;
  const known = Object.keys(configSchema?.properties ?? {});
  const unknown = Object.keys(config).filter((key) => !known.includes(key));
  if (unknown.length === 0) {
    wellSpelt.set(config, name);
    return;
  }
  throw new Error(`configuration of ${name}: unknown option ${unknown.join(", ")}; ${known.length === 0 ? "it has none" : `it has ${known.join(", ")}`}`);
}
