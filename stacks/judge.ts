import { containerArgs } from "../components/service.ts";
import type { StackPlan } from "../infra/plan-types.ts";
import { TYPES } from "../policies/lib/check.ts";
import { judge, type Resource } from "../policies/lib/judge.ts";
import { loadRules } from "../policies/lib/load.ts";
import { levelIn } from "../policies/lib/rule.ts";

const RULES = new URL("../policies/rules/", import.meta.url);
/** Stands for the id that an image has once it is built. */
const IMAGE_ID = `sha256:${"0".repeat(64)}`;

/**
 * Every violation of a resource rule by what the plan is about to register, before anything is: Pulumi alone judges each
 * resource only as it comes, when others are deployed already. Messages as the pack gives them, sorted.
 */
export async function violations(plan: StackPlan): Promise<string[]> {
  const rules = (await loadRules(RULES)).filter((rule) => "validateResource" in rule && levelIn(rule, plan.environment) === "mandatory");
  const resources: Resource[] = [
    ...plan.services.map((s) => ({ type: TYPES.container, name: s.name, props: containerArgs(s, { image: IMAGE_ID, network: (key) => key, mounts: [] }) as object as Record<string, unknown> })),
    ...imageNames(plan).map((name) => ({ type: TYPES.remoteImage, name, props: { name } })),
  ];
  const found = await Promise.all(rules.flatMap((rule) => resources.map(async (r) => (await judge(rule, r)).violations.map((text) => `[${rule.name}] ${text}`))));
  return [...new Set(found.flat())].sort();
}

/** What images are named by, built and pulled. */
function imageNames({ images, services }: StackPlan): string[] {
  const pulled = [...images.map((i) => i.parent), ...services.map((s) => s.image)].flatMap((image) => (image && "pull" in image ? [image.pull] : []));
  return [...images.map((i) => i.tag), ...new Set(pulled)];
}
