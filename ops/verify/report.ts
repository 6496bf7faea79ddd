/** Results of checks as Markdown. Pure. */
import { counted } from "../../infra/words.ts";
import type { CheckResult } from "./run.ts";

export interface ReportHead {
  readonly stack: string;
  readonly environment: string;
  readonly source: string;
  readonly at: Date;
}

/** A document with a sum line, the failed checks first, then a table of all. */
export function markdownReport(head: ReportHead, checks: readonly CheckResult[]): string {
  const failed = checks.filter((c) => !c.ok);
  return [
    `# Verification of stack ${head.stack}`,
    "",
    `${head.at.toISOString()}, environment ${head.environment}, images from ${head.source}.`,
    "",
    sumLine(checks),
    "",
    ...(failed.length > 0 ? ["## Failed", "", ...failed.map((c) => `- **${c.service}** ${escape(named(c))}: ${escape(c.detail)}`), ""] : []),
    "## All checks",
    "",
    "| service | check | result | ms | detail |",
    "| --- | --- | --- | ---: | --- |",
    ...checks.map((c) => `| ${c.service} | ${escape(named(c))} | ${c.ok ? "passed" : "**failed**"} | ${c.ms} | ${escape(c.detail)} |`),
    "",
  ].join("\n");
}

/** `28 checks of 17 services: 27 passed, 1 failed; 2 stand-ins (a, b)`. */
export function sumLine(checks: readonly CheckResult[]): string {
  const passed = checks.filter((c) => c.ok).length;
  const services = new Set(checks.map((c) => c.service)).size;
  const standIns = [...new Set(checks.filter((c) => !c.real).map((c) => c.service))];
  const tail = standIns.length > 0 ? `; ${counted(standIns.length, "stand-in")} (${standIns.join(", ")})` : "";
  return `${counted(checks.length, "check")} of ${counted(services, "service")}: ${passed} passed, ${checks.length - passed} failed${tail}`;
}

/** The check's name; a stand-in's says so. */
export const named = (c: Pick<CheckResult, "check" | "real">) => (c.real ? c.check : `${c.check} (stand-in)`);

const escape = (text: string) => text.replaceAll("\\", "\\\\").replaceAll("|", "\\|").replaceAll("<", "&lt;").replaceAll(/\s*\n\s*/g, " ");
