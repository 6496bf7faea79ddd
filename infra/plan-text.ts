/** A plan in words, for golden files and for people: everything that a deploy would make, in a fixed order. */
import type { PlannedImage, PlannedNetwork, PlannedService, StackPlan } from "./plan-types.ts";
import { formatCpus, formatMebibytes, formatSeconds } from "./units.ts";

export function planText(plan: StackPlan): string {
  const sections = [
    [`stack ${plan.stack} (${plan.environment}, ${plan.source}), prefix ${plan.prefix}`],
    ["images", ...plan.images.map(imageLine)],
    ["networks", ...plan.networks.map(networkLine)],
    ["volumes", ...plan.volumes.map((name) => `  ${name}`)],
    ["secrets", ...plan.secrets.map((name) => `  ${name}`)],
    ...(plan.notes.length > 0 ? [["notes", ...plan.notes.map((note) => `  ${note}`)]] : []),
    ...plan.services.map(serviceLines),
  ];
  return sections.map((lines) => `${lines.join("\n")}\n`).join("\n");
}

function imageLine({ kind, tag, parent }: PlannedImage): string {
  return `  ${kind} ${tag}${parent === undefined ? "" : ` on ${"image" in parent ? parent.image : parent.pull}`}`;
}

function networkLine(n: PlannedNetwork): string {
  return `  ${n.name} ${n.subnet}${n.outside ? ", way out" : ""}${n.mutual ? "" : ", members apart"}`;
}

/** One fact a line; what a service does not have is left out. */
function serviceLines(s: PlannedService): string[] {
  const facts: [string, string | readonly string[] | undefined][] = [
    ["image", `${"built" in s.image ? s.image.built : s.image.pull}${s.standIn ? ` (stand-in: ${s.standIn})` : ""}${s.labLimit ? ` (limit: ${s.labLimit})` : ""}`],
    ["entrypoint", s.entrypoint && JSON.stringify(s.entrypoint)],
    ["command", s.command && JSON.stringify(s.command)],
    ["after", list(s.dependsOn)],
    ["uses", list(s.uses)],
    ["user", `${s.user}${s.groups.length > 0 ? ` and group ${s.groups.join(", ")}` : ""}${s.capabilities.length > 0 ? ` with ${s.capabilities.join(", ")}` : ""}`],
    ["limits", `${formatCpus(s.cpus)} CPUs, ${formatMebibytes(s.memory)} (${formatMebibytes(s.reservation)} reserved), ${s.pids} processes${nofile(s)}`],
    ["networks", list(s.networks.map((n) => n.key))],
    ["ports", list(s.ports.map((p) => `${p.ip}:${p.external} -> ${p.internal}/${p.protocol}`))],
    ["env", s.env],
    ["data", s.volumes.map((v) => `${v.volume} at ${v.target}${v.readOnly ? ", read-only" : ""}`)],
    ["files", s.fileSets.flatMap((set) => set.files.map((f) => `${set.directory}/${f.path}${f.secret ? ", secret" : ""}`))],
    ["host", s.hostMounts.map((m) => `${m.source} at ${m.target}: ${m.reason}`)],
    ["memory", s.tmpfs.map((t) => `${t.target} ${t.options}`)],
    ["check", `${JSON.stringify(s.health.test)} every ${formatSeconds(s.health.interval)}, ${formatSeconds(s.health.timeout)} each, ${s.health.retries} retries after ${formatSeconds(s.health.startPeriod)}; ready within ${formatSeconds(s.health.startBudget)}`],
    ["logs", `${s.logs.maxFile} of ${s.logs.maxSize}`],
    ["stop", `${s.stopGrace}s`],
  ];
  return [`service ${s.name}: tier ${s.tier}, ${s.profile}${s.critical ? ", critical" : ""}, container ${s.container}`, ...facts.flatMap(([name, value]) => factLines(name, value))];
}

function factLines(name: string, value: string | readonly string[] | undefined): string[] {
  if (value === undefined || value === "") return [];
  if (typeof value === "string") return [`  ${name.padEnd(10)} ${value}`];
  return value.map((line, i) => `  ${(i === 0 ? name : "").padEnd(10)} ${line}`);
}

const list = (words: readonly string[]) => words.join(", ");

function nofile({ ulimits }: PlannedService): string {
  return ulimits.nofile ? `, ${ulimits.nofile.soft}-${ulimits.nofile.hard} open files` : "";
}
