import { PolicyPack, type Policies } from "@pulumi/policy";
import { loadRules } from "./lib/load.ts";
import { levelIn, type Rule } from "./lib/rule.ts";
import { stackFacts } from "./lib/stack-facts.ts";

/** Where the rules live: every `<name>.ts` in it that is no test is one rule of the pack. */
export const RULES = new URL("./rules/", import.meta.url);

/**
 * Assembles the pack from the files of `rules/` and serves it to the engine. How strictly each is held follows from the
 * stack's setting `sutazai:environment`, which Pulumi hands to a pack as it does to a program.
 */
export async function servePack(): Promise<void> {
  const rules = await loadRules(RULES);
  const { environment } = stackFacts(process.env.PULUMI_CONFIG);
  new PolicyPack("sutazai", {
    enforcementLevel: "mandatory",
    policies: rules.map((rule) => policyOf(rule, environment)),
  });
}

/** A rule as Pulumi's server takes it, held as strictly as the environment asks. */
export function policyOf({ meta, ...policy }: Rule, environment: string | undefined): Policies[number] {
  return { ...policy, enforcementLevel: levelIn({ ...policy, meta }, environment) };
}
