/** Exemptions: written in the catalogue, carried by a label of the resource, so that the pack can read them on its own. */
import { EXEMPTIONS_LABEL, labelOf, type Labelled } from "./labels.ts";

/** One rule that one resource need not keep, until a day. */
export interface Exemption {
  readonly rule: string;
  readonly reason: string;
  /** Who answers for it. */
  readonly owner: string;
  /** Last day on which it holds, YYYY-MM-DD in UTC. */
  readonly expires: string;
}

/** What becomes of a violation: it stands, with what is to be added to its message; or an exemption covers it. */
export type Ruling = { readonly stands: string } | { readonly exempted: Exemption };

/** @param today YYYY-MM-DD; an exemption holds up to and including its last day. */
export function ruling(rule: string, resource: Labelled, today: string): Ruling {
  const text = labelOf(resource, EXEMPTIONS_LABEL);
  if (text === undefined) return { stands: "" };
  const exemptions = parseExemptions(text);
  if (exemptions === undefined) return { stands: `; its label ${EXEMPTIONS_LABEL} is not a list of {rule, reason, owner, expires} and exempts from nothing` };
  const own = exemptions.filter((e) => e.rule === rule);
  const valid = own.find((e) => e.expires >= today);
  if (valid !== undefined) return { exempted: valid };
  const last = own.map((e) => e).sort((a, b) => b.expires.localeCompare(a.expires))[0];
  return { stands: last === undefined ? "" : `; its exemption expired on ${last.expires} (owner ${last.owner}: ${last.reason}): mend the service, or have the owner renew it` };
}

/** The exemptions that a label's text says, or undefined when it says something else. */
export function parseExemptions(text: string): Exemption[] | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  return Array.isArray(value) && value.every(isExemption) ? value : undefined;
}

const FIELDS = ["rule", "reason", "owner", "expires"];

function isExemption(value: unknown): value is Exemption {
  if (typeof value !== "object" || value === null) return false;
  const fields = value as Record<string, unknown>;
  return FIELDS.every((field) => typeof fields[field] === "string" && fields[field] !== "") && isDay(fields.expires as string);
}

/** A day that the calendar has. */
function isDay(text: string): boolean {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}
