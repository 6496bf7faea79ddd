/** The deployed state, held to the pack by `pulumi policy analyze`: values that preview did not know are known there. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { levelIn, type Rule } from "../../policies/lib/rule.ts";
import { OperationError, type Context } from "../command.ts";
import { packOf, pulumi, type EngineEvent } from "../pulumi.ts";
import { withScratch } from "../scratch.ts";
import { nameOf } from "../state.ts";
import type { Toolchain } from "../toolchain/index.ts";
import { parseMessage, type Finding } from "./finding.ts";
import { ofRule } from "./requirement.ts";

export interface StateReport {
  /** Resources of the state. */
  readonly resources: number;
  readonly findings: readonly Finding[];
}

export interface StateOptions {
  readonly rules: readonly Rule[];
  readonly environment: string;
  /** Options by rule, as a pack's configuration file has them. */
  readonly config: Readonly<Record<string, object>>;
}

/**
 * Exports the state to a file that nobody else can read, has the pack judge it, and removes it. Secrets stay encrypted in it.
 * @throws OperationError when Pulumi cannot read the state or run the pack.
 */
export async function checkState(context: Context, toolchain: Toolchain, options: StateOptions): Promise<StateReport> {
  return withScratch(async (folder) => {
    const [state, config] = [join(folder, "state.json"), join(folder, "config.json")];
    const exported = await pulumi(context, toolchain, ["stack", "export", "--stack", context.stack, "--file", state], { display: "quiet" });
    if (exported.code !== 0) throw new OperationError(`the state of stack ${context.stack} cannot be read: ${exported.stderr.trim()}`);
    writeFileSync(config, JSON.stringify(options.config));
    const args = ["policy", "analyze", "--file", state, "--policy-pack", packOf(context), "--policy-pack-config", config, "--json"];
    const { code, stdout, stderr } = await pulumi(context, toolchain, args, { display: "quiet" });
    const events = stdout.split("\n").filter((line) => line.startsWith("{")).map((line) => JSON.parse(line) as EngineEvent);
    const findings = stateFindings(events, options);
    if (code !== 0 && findings.length === 0) throw new OperationError(`the policies could not judge the state of stack ${context.stack}:\n${(stderr || stdout).trim()}`);
    const { deployment } = JSON.parse(readFileSync(state, "utf8")) as { deployment?: { resources?: readonly unknown[] } };
    return { resources: deployment?.resources?.length ?? 0, findings };
  });
}

/** The events' violations; each rule as strict as the stack's environment wants it, which a state file does not say. */
export function stateFindings(events: readonly EngineEvent[], { rules, environment }: Pick<StateOptions, "rules" | "environment">): Finding[] {
  return events.flatMap(({ policyEvent }) => {
    const rule = rules.find((r) => r.name === policyEvent?.policyName);
    if (policyEvent === undefined || rule === undefined) return [];
    const text = policyEvent.message.trim();
    const { service, must, got, fix } = parseMessage(text.startsWith(rule.description) ? text.slice(rule.description.length).trim() : text, nameOf(policyEvent.resourceUrn ?? ""));
    return [{ requirement: ofRule(rule), level: levelIn(rule, environment), place: { service }, sources: ["state"], must, got, fix } satisfies Finding];
  });
}
