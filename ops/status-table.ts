/** States of services as text. Pure. */
import type { Colour } from "./output.ts";
import { isHealthy, type ExtraContainer, type ServiceState, type Summary } from "./observe.ts";

export type Paint = (colour: Colour, text: string) => string;
const plain: Paint = (_, text) => text;

/** The head and a row for every service, by tier and name. */
export function statusRows(states: readonly ServiceState[], now: Date, paint: Paint = plain): string[][] {
  const sorted = [...states].sort((a, b) => a.tier - b.tier || a.name.localeCompare(b.name));
  return [
    ["SERVICE", "TIER", "STATE", "HEALTH", "FOR", "RESTARTS", "PORTS", "IMAGE", "NOTE"].map((word) => paint("bold", word)),
    ...sorted.map((s) => [s.name, String(s.tier), s.state, healthWord(s, paint), ageWord(s, now), s.restarts > 0 ? String(s.restarts) : "", s.ports.join(" "), s.image, noteOf(s)]),
  ];
}

function healthWord(s: ServiceState, paint: Paint): string {
  if (s.state === "missing") return paint("red", "missing");
  return paint(isHealthy(s) ? "green" : s.health === "starting" ? "yellow" : "red", s.health);
}

/** `stand-in` first, so that no line of one can be read without it. */
function noteOf(s: ServiceState): string {
  return [s.real ? "" : `stand-in: ${s.standIn ?? "answers its health check and nothing else"}`, s.detail, s.limit ? `limit: ${s.limit}` : ""].filter(Boolean).join("; ");
}

/** How long it runs: `42s`, `7m`, `3h 5m`, `12d 4h`. */
function ageWord(s: ServiceState, now: Date): string {
  if (s.state !== "running" || s.startedAt === "") return "";
  const total = Math.max(0, Math.floor((now.getTime() - Date.parse(s.startedAt)) / 1000));
  const [d, h, m] = [Math.floor(total / 86_400), Math.floor((total % 86_400) / 3600), Math.floor((total % 3600) / 60)];
  if (d > 0) return `${d}d ${h}h`;
  if (h > 0) return `${h}h ${m}m`;
  return m > 0 ? `${m}m` : `${total}s`;
}

/** `stack dev: 15 of 17 healthy, 1 unhealthy, 1 missing, 2 stand-ins`. */
export function summaryLine(stack: string, s: Summary): string {
  const parts = [
    `${s.healthy} of ${s.expected} healthy`,
    ...(s.unhealthy > 0 ? [`${s.unhealthy} unhealthy`] : []),
    ...(s.missing > 0 ? [`${s.missing} missing`] : []),
    ...(s.standIns > 0 ? [`${s.standIns} ${s.standIns === 1 ? "stand-in" : "stand-ins"}`] : []),
  ];
  return `stack ${stack}: ${parts.join(", ")}`;
}

export function extraLine(stack: string, extra: ExtraContainer): string {
  const what = `container ${extra.container} (${extra.state}${extra.service ? `, service ${extra.service}` : ""})`;
  return extra.owner ? `not ours: ${what}, ${extra.owner}` : `not planned: ${what}; ./sutazai drift --stack ${stack} says more`;
}
