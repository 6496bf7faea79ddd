import type { Context } from "./command.ts";
import type { EngineEvent } from "./pulumi.ts";

/** Messages of mandatory policies that were violated, each once, sorted. */
export function policyFailures(events: readonly EngineEvent[]): string[] {
  const messages = events.flatMap(({ policyEvent: p }) => (p?.enforcementLevel === "mandatory" ? [`[${p.policyName}] ${plain(p.message)}`] : []));
  return [...new Set(messages)].sort();
}

const plain = (text: string) => text.replaceAll(/<\{%[^%]*%\}>/g, "").trim();

/** @param after what the refusal left, in words that are true where it happened. */
export function showPolicyFailures(context: Context, failures: readonly string[], after: string): void {
  context.out.line(context.out.paint("red", `refused by ${failures.length} policy violation${failures.length === 1 ? "" : "s"}; ${after}:`));
  failures.forEach((text) => context.out.line(`  ${text}`));
}
