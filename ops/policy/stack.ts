/** `policy check` of a stack: what is planned, what Pulumi deployed, what runs. */
import { counted } from "../../infra/words.ts";
import { engine } from "../../engine/client.ts";
import { loadStack } from "../../engine/load.ts";
import type { StackPlan } from "../../infra/plan-types.ts";
import { reachOf, reachText } from "../../infra/reach.ts";
import { parseExemptions, type Exemption } from "../../policies/lib/exemptions.ts";
import { EXEMPTIONS_LABEL } from "../../policies/lib/labels.ts";
import { loadRules } from "../../policies/lib/load.ts";
import { localHost, optionsFrom } from "../../policies/lib/stack-facts.ts";
import { judgePlan, type Judged } from "../../stacks/judge.ts";
import { SECTION_5 } from "../cis/section-5.ts";
import type { Context } from "../command.ts";
import { prepareStack } from "../prepare.ts";
import { ensureToolchain } from "../toolchain/index.ts";
import { checkContainers } from "./containers.ts";
import { exemptionState, merged, parseMessage, type ExemptionUse, type Finding, type PolicyReport } from "./finding.ts";
import { ofRule, PACK_RULES } from "./requirement.ts";
import { checkState } from "./state.ts";

/** @throws EnvironmentError, OperationError and the engine client's error where something is missing. */
export async function checkStack(context: Context, at: Date): Promise<PolicyReport> {
  const toolchain = await ensureToolchain(context);
  const { plan, settings } = await loadStack(context.root, context.stack);
  await prepareStack(context, toolchain);
  const today = at.toISOString().slice(0, 10);
  const rules = await loadRules(PACK_RULES);
  const { environment } = plan;
  const facts = { ...(settings.registry.mirror ? { mirror: settings.registry.mirror } : {}), ...localHost(process.env.DOCKER_HOST) };
  const { out } = context;
  const judged = await out.step(`the plan of ${counted(plan.services.length, "service")} by ${rules.length} rules`, () => judgePlan(plan, facts));
  const state = await out.step("the deployed state by the same rules", () => checkState(context, toolchain, { rules, environment, config: optionsFrom(facts, rules) }));
  const running = await out.step(`the running containers by ${SECTION_5.length} checks of the CIS Docker Benchmark`, () => checkContainers(engine(), plan.stack, { rules, environment, today }));
  const used = [...judged.flatMap(({ message, rule, exemption }) => (exemption ? [{ service: parseMessage(message, rule.name).service, exemption }] : [])), ...running.exempted];
  const reach = reachOf(plan);
  return {
    subject: `stack ${plan.stack}`,
    at,
    judged: [
      `the plan, ${counted(plan.services.length, "service")}, by ${rules.length} rules`,
      ...(state.resources > 0 ? [`the deployed state, ${state.resources} resources, by the same rules`] : []),
      ...(running.containers > 0 ? [`${counted(running.containers, "container")} by ${SECTION_5.length} checks of the CIS Docker Benchmark 1.6.0, section 5`] : []),
    ],
    skipped: [
      ...(state.resources > 0 ? [] : [`the deployed state: stack ${plan.stack} is not deployed`]),
      ...(running.containers > 0 ? running.skipped : [`running containers: stack ${plan.stack} has none`]),
      ...[reachText(reach) ?? []].flat(),
    ],
    findings: merged([...planFindings(judged), ...state.findings, ...running.findings]),
    exemptions: exemptionsOf(plan, used, today),
    reach,
  };
}

/** What no exemption covers. */
export function planFindings(judged: readonly Judged[]): Finding[] {
  return judged
    .filter(({ exemption }) => exemption === undefined)
    .map(({ rule, level, message }): Finding => {
      const { service, must, got, fix } = parseMessage(message, plainName(message));
      return { requirement: ofRule(rule), level, place: { service }, sources: ["plan"], must, got, fix };
    });
}

const plainName = (message: string) => message.split(":")[0]!;

/** Every exemption of the catalogue's services in the plan. @param used those that cover something. */
export function exemptionsOf(plan: Pick<StackPlan, "services">, used: readonly { readonly service: string; readonly exemption: Exemption }[], today: string): ExemptionUse[] {
  return plan.services.flatMap(({ name, labels }) =>
    (parseExemptions(labels[EXEMPTIONS_LABEL] ?? "[]") ?? []).map(({ rule, reason, owner, expires }) => {
      const covers = used.some((u) => u.service === name && u.exemption.rule === rule);
      return { rule, subject: name, reason, owner, expires, state: exemptionState(expires, today, covers) };
    }),
  );
}
