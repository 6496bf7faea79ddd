/** The compose file of a plan under names and labels of the bench's own. */
import { composeText } from "../infra/compose/export.ts";
import type { StackPlan } from "../infra/plan-types.ts";
import { BENCH_LABEL } from "./clean.ts";

/** A container, network or volume of the compose project, in place of the stack's own. */
export const renamed = (name: string, project: string): string => `${project}-${name}`;

/** Its volumes must exist, as the product makes them with their owner before the first start. */
export const benchCompose = (plan: StackPlan, project: string): string => composeText(plan, { project, rename: (name) => renamed(name, project), labels: { [BENCH_LABEL]: project } });
