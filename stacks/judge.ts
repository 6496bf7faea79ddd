import type { StackPlan } from "../infra/plan-types.ts";
import type { Exemption } from "../policies/lib/exemptions.ts";
import { judge, judgeStack, type Resource, type Verdict } from "../policies/lib/judge.ts";
import { loadRules } from "../policies/lib/load.ts";
import { levelIn, type Level, type Rule } from "../policies/lib/rule.ts";
import { optionsFrom, type StackFacts } from "../policies/lib/stack-facts.ts";
import { planResources } from "./plan-resources.ts";

const RULES = new URL("../policies/rules/", import.meta.url);

/** One thing that a rule said of the plan. */
export interface Judged {
  readonly rule: Rule;
  readonly level: Level;
  /** As the pack gives it: service, must, got, fix. */
  readonly message: string;
  /** The exemption that covers it. */
  readonly exemption?: Exemption;
}

/**
 * Everything that the rules say of what a plan is about to register, before anything is: Pulumi alone judges each resource
 * only as it comes, when others are deployed already. Sorted by rule and message.
 * @param facts what the plan does not say: the stack's mirror, the engine's host.
 */
export async function judgePlan(plan: StackPlan, facts: Omit<StackFacts, "environment"> = {}): Promise<Judged[]> {
  const resources = planResources(plan);
  const rules = await loadRules(RULES);
  const options = optionsFrom(facts, rules);
  const verdicts = await Promise.all(rules.map(async (rule) => ({ rule, verdicts: await verdictsOf(rule, resources, options[rule.name] ?? {}) })));
  const all = verdicts.flatMap(({ rule, verdicts }) => {
    const level = levelIn(rule, plan.environment);
    return verdicts.flatMap((v): Judged[] => [...v.violations.map((message) => ({ rule, level, message })), ...(v.exempted ?? []).map((e) => ({ rule, level, ...e }))]);
  });
  return all.sort((a, b) => a.rule.name.localeCompare(b.rule.name) || a.message.localeCompare(b.message));
}

/** The violations that refuse a deploy, as `[rule] message`, each once. */
export async function violations(plan: StackPlan, facts: Omit<StackFacts, "environment"> = {}): Promise<string[]> {
  const refused = (await judgePlan(plan, facts)).filter(({ level, exemption }) => level === "mandatory" && exemption === undefined);
  return [...new Set(refused.map(({ rule, message }) => `[${rule.name}] ${message}`))];
}

async function verdictsOf(rule: Rule, resources: readonly Resource[], config: Readonly<Record<string, unknown>>): Promise<Verdict[]> {
  return "validateStack" in rule ? [await judgeStack(rule, resources, { config })] : Promise.all(resources.map((r) => judge(rule, r, { config })));
}
