import { counted } from "../../../infra/words.ts";
import { faultText } from "./faults.ts";
import type { Merged } from "./merge.ts";

/** For people: what became of the compose files, every conflict with its places and values, and what stays, with its reason. */
export function mergedLines({ sets, rows, conflicts, stays, faults }: Merged): string[] {
  if (sets.length === 0) return [];
  const services = new Set(conflicts.map(({ service }) => service)).size;
  return [
    `compose files: ${new Set(sets.flat()).size} in ${counted(sets.length, "set")}; ${counted(rows.length, "service")} in one catalogue; ${counted(conflicts.length, "key")} of ${counted(services, "service")} ${conflicts.length === 1 ? "differs" : "differ"} between files`,
    ...conflicts.map(({ service, key, values }) => `conflict: ${service} ${key}: ${values.map((v) => `${v.file}:${v.line} ${v.value}${v.chosen ? " (in the catalogue)" : ""}`).join("; ")}`),
    ...faults.map((fault) => `fault: ${faultText(fault)}`),
    ...stays.map(({ files, service, why }) => `stays: ${files.join(" with ")}${service === undefined ? "" : `: ${service}`}: ${why.join("; ")}`),
  ];
}
