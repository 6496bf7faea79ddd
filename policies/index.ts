import { PolicyPack, type Policies, type PolicyPackConfig } from "@pulumi/policy";
import { loadRules } from "./lib/load.ts";
import { levelIn, type Rule } from "./lib/rule.ts";
import { held } from "./lib/hold.ts";
import { localHost, optionsFrom, stackFacts, type StackFacts } from "./lib/stack-facts.ts";

/** Where the rules live: every `<name>.ts` in it that is no test is one rule of the pack. */
export const RULES = new URL("./rules/", import.meta.url);

/**
 * Assembles the pack from the files of `rules/` and serves it to the engine. How strictly each is held follows from the
 * stack's setting `sutazai:environment`, which Pulumi hands to a pack as it does to a program.
 */
export async function servePack(): Promise<void> {
  const rules = await loadRules(RULES);
  const facts = { ...stackFacts(process.env.PULUMI_CONFIG), ...localHost(process.env.DOCKER_HOST) };
  const policies = rules.map((rule) => policyOf(held(rule), facts.environment));
  new PolicyPack("sutazai", { enforcementLevel: "mandatory", policies }, initialConfig(rules, facts));
}

/** The options that follow from the stack. Each entry repeats the rule's level: to the engine an entry without one is advice. */
export function initialConfig(rules: readonly Rule[], facts: StackFacts): PolicyPackConfig {
  const options = Object.entries(optionsFrom(facts, rules));
  return Object.fromEntries(options.map(([name, own]) => [name, { ...own, enforcementLevel: levelIn(rules.find((rule) => rule.name === name)!, facts.environment) }]));
}

/** A rule as Pulumi's server takes it, held as strictly as the environment asks. */
export function policyOf({ meta, ...policy }: Rule, environment: string | undefined): Policies[number] {
  return { ...policy, enforcementLevel: levelIn({ ...policy, meta }, environment) };
}
