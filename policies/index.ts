import { readFileSync } from "node:fs";
import { loadRules } from "./lib/load.ts";
import { levelIn, type Rule } from "./lib/rule.ts";
import { held } from "./lib/hold.ts";
import { projectSettings, type PackEnvironment } from "./lib/project-settings.ts";
import { localHost, optionsFrom, stackFacts, type StackFacts } from "./lib/stack-facts.ts";
import type { Policy, PolicyConfig } from "./server/pack.ts";
import type { StackTold } from "./server/messages.ts";
import { serve } from "./server/serve.ts";

/** The folder of the project that the pack is part of. */
const PROJECT = new URL("../", import.meta.url);

/** Where the rules live: every `<name>.ts` in it that is no test is one rule of the pack. */
export const RULES = new URL("./rules/", import.meta.url);

/**
 * Assembles the pack from the files of `rules/` and serves it to the engine. How strictly each is held follows from the
 * stack's setting `sutazai:environment`.
 */
export async function servePack(): Promise<void> {
  const rules = await loadRules(RULES);
  const { version } = JSON.parse(readFileSync(new URL("package.json", import.meta.url), "utf8")) as { version: string };
  serve((stack) => {
    const facts = { ...stackFacts(projectSettings(environmentOf(stack), PROJECT)), ...localHost(process.env.DOCKER_HOST) };
    return { name: "sutazai", version, policies: rules.map((rule) => policyOf(held(rule), facts.environment)), initialConfig: initialConfig(rules, facts) };
  });
}

/** What the engine says of the stack; a pack that it starts by a language host is told in its variables too, by older ones only there. */
function environmentOf(stack: StackTold | undefined): PackEnvironment {
  return stack === undefined ? process.env : { PULUMI_CONFIG: JSON.stringify(stack.settings), PULUMI_PROJECT: stack.project, PULUMI_STACK: stack.stack };
}

/** The options that follow from the stack. Each entry repeats the rule's level: to the engine an entry without one is advice. */
export function initialConfig(rules: readonly Rule[], facts: StackFacts): Record<string, PolicyConfig> {
  const options = Object.entries(optionsFrom(facts, rules));
  return Object.fromEntries(options.map(([name, own]) => [name, { options: own, enforcementLevel: levelIn(rules.find((rule) => rule.name === name)!, facts.environment) }]));
}

/** A rule as it is served, held as strictly as the environment asks. */
export function policyOf({ meta, ...policy }: Rule, environment: string | undefined): Policy {
  return { ...policy, enforcementLevel: levelIn({ ...policy, meta }, environment) };
}
