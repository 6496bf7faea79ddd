/** What the estate shares, written down: its host ports, and one set of versions for its Python packages. */
import { hostPorts, readPort } from "../../readers/compose/ports.ts";
import { readRequirements } from "../../readers/requirements/read.ts";
import { at, itemsOf } from "../../readers/yaml/node.ts";
import { conflictTable, type Conflict } from "../requirements.ts";
import { isArchived, kindOf } from "../kinds.ts";
import { composeOf, textOf, type Estate } from "./estate.ts";

export interface PortRow {
  readonly port: number;
  readonly protocol: string;
  /** `file: service`, sorted. */
  readonly publishers: readonly string[];
  /** Services of different names publish it. */
  readonly contested: boolean;
}

/** Every host port that a compose file publishes, archived files left out; by port. */
export function portRows(estate: Estate): PortRow[] {
  const published = live(estate, "compose").flatMap(([path, file]) =>
    composeOf(file).services.flatMap((service) =>
      itemsOf(at(service.body, "ports")).flatMap((node) => {
        const mapping = readPort(node);
        return mapping ? hostPorts(mapping).map(({ port, protocol }) => ({ key: `${port}/${protocol}`, port, protocol, service: service.name, publisher: `${path}: ${service.name}` })) : [];
      }),
    ),
  );
  return [...Map.groupBy(published, (row) => row.key).values()]
    .map((rows) => ({ port: rows[0]!.port, protocol: rows[0]!.protocol, publishers: [...new Set(rows.map((row) => row.publisher))].sort(), contested: new Set(rows.map((row) => row.service)).size > 1 }))
    .sort((a, b) => a.port - b.port || (a.protocol < b.protocol ? -1 : 1));
}

export const portsJson = (rows: readonly PortRow[]): string => JSON.stringify({ version: 1, ports: rows }, null, 2) + "\n";

/** Versions of the shared constraint set, as `==1.2`, by package; sorted by package. */
export type Pins = ReadonlyMap<string, string>;

/** Versions on which all requirements files agree, and the packages on which they do not; archived files left out. */
export function agreedVersions(estate: Estate): { readonly pins: Pins; readonly conflicts: readonly Conflict[] } {
  const files = live(estate, "requirements").map(([, file]) => readRequirements(textOf(file)));
  const { packages, conflicts } = conflictTable(files);
  const contested = new Set(conflicts.map((row) => row.package));
  const exact = new Map(files.flatMap((file) => file.entries.filter((entry) => /^==[^,*]+$/.test(entry.spec)).map((entry) => [entry.name, entry.spec] as const)));
  const agreed = Object.keys(packages).filter((name) => exact.has(name) && !contested.has(name));
  return { pins: new Map(agreed.map((name) => [name, exact.get(name)!])), conflicts };
}

/** A constraints file: versions on which all files agree; where they do not, the variants as a comment for people to decide. */
export function constraintsText(estate: Estate): string {
  const { pins, conflicts } = agreedVersions(estate);
  return [
    "# Versions on which every requirements file here agrees: pip install -c consolidated/constraints.txt -r ...",
    ...[...pins].map(([name, spec]) => name + spec),
    ...(conflicts.length > 0 ? ["", "# Not agreed: choose one version each and write it as a line of its own."] : []),
    ...conflicts.map((row) => `# ${row.package}: ${Object.entries(row.specs).map(([spec, count]) => `${spec} in ${count}`).join("; ")}`),
    "",
  ].join("\n");
}

const live = (estate: Estate, kind: "compose" | "requirements") => [...estate.files].filter(([path]) => kindOf(path) === kind && !isArchived(path));
