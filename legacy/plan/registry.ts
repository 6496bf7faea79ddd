/** What the estate shares, written down: its host ports, and one set of versions for its Python packages. */
import { hostPorts, readPort } from "../../readers/compose/ports.ts";
import { readRequirements } from "../../readers/requirements/read.ts";
import { at, itemsOf } from "../../readers/yaml/node.ts";
import { conflictTable } from "../requirements.ts";
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

/** A constraints file: versions on which all files agree; where they do not, the variants as a comment for people to decide. */
export function constraintsText(estate: Estate): string {
  const files = live(estate, "requirements").map(([, file]) => readRequirements(textOf(file)));
  const { packages, conflicts } = conflictTable(files);
  const contested = new Map(conflicts.map((row) => [row.package, row]));
  const agreed = new Map(files.flatMap((file) => file.entries.filter((entry) => /^==[^,*]+$/.test(entry.spec)).map((entry) => [entry.name, entry.spec] as const)));
  const pins = Object.keys(packages).filter((name) => agreed.has(name) && !contested.has(name)).map((name) => name + agreed.get(name)!);
  return [
    "# Versions on which every requirements file here agrees: pip install -c consolidated/constraints.txt -r ...",
    ...pins,
    ...(conflicts.length > 0 ? ["", "# Not agreed: choose one version each and write it as a line of its own."] : []),
    ...conflicts.map((row) => `# ${row.package}: ${Object.entries(row.specs).map(([spec, count]) => `${spec} in ${count}`).join("; ")}`),
    "",
  ].join("\n");
}

const live = (estate: Estate, kind: "compose" | "requirements") => [...estate.files].filter(([path]) => kindOf(path) === kind && !isArchived(path));
