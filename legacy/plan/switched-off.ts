/** Services that cannot start because what they are built from is missing: switched off by an override file, each with its reason. */
import { posix } from "node:path";
import { namesIn } from "../../readers/compose/read.ts";
import { buildOf } from "../compose/builds.ts";
import { viewOf, type ServiceView } from "../compose/view.ts";
import { isArchived, kindOf } from "../kinds.ts";
import { composeOf, exists, FOLDER, type Estate } from "./estate.ts";

export interface SwitchedOff {
  readonly compose: string;
  readonly service: string;
  readonly reason: string;
  /** It has profiles already, which the override must replace. */
  readonly hasProfiles: boolean;
}

/** Broken services of every compose file that is not archived, and those that depend on them, by file and name. */
export function switchedOff(estate: Estate): SwitchedOff[] {
  return [...estate.files].filter(([path]) => kindOf(path) === "compose" && !isArchived(path)).flatMap(([path, file]) => {
    const services = composeOf(file).services.map(viewOf);
    const reasons = new Map<string, string>();
    for (const service of services) {
      const reason = cannotBuild(service, posix.dirname(path), estate);
      if (reason !== undefined) reasons.set(service.name, reason);
    }
    for (let before = -1; before !== reasons.size; ) {
      before = reasons.size;
      for (const service of services) {
        const on = namesIn(service.get("depends_on")).find((name) => reasons.has(name));
        if (on !== undefined && !reasons.has(service.name)) reasons.set(service.name, `depends on ${on}, which is switched off`);
      }
    }
    return services.filter(({ name }) => reasons.has(name)).map((service) => ({ compose: path, service: service.name, reason: reasons.get(service.name)!, hasProfiles: service.has("profiles") }));
  });
}

function cannotBuild(service: ServiceView, folder: string, estate: Estate): string | undefined {
  const build = buildOf(service, folder);
  if (!build || service.has("image") || build.place !== "checkout") return undefined;
  if (!exists(estate, build.resolvedContext)) return `its build context ${build.resolvedContext} is missing and it names no image`;
  return !build.findable || exists(estate, build.resolvedDockerfile) ? undefined : `its Dockerfile ${build.resolvedDockerfile} is missing and it names no image`;
}

export const overridePath = (compose: string): string => `${FOLDER}/switched-off/${posix.dirname(compose).replaceAll("/", ".").replace(/^\.$/, "root")}.${posix.basename(compose)}`;

/** The override file of one compose file; all rows must be of that file. */
export function overrideText(rows: readonly SwitchedOff[]): string {
  const compose = rows[0]!.compose;
  return [
    `# Services of ${compose} that cannot start, put behind a profile that nobody chooses.`,
    `# Use:      docker compose -f ${compose} -f ${overridePath(compose)} up -d`,
    "# Way back: add what is missing, then take the service out of this file.",
    "services:",
    ...rows.flatMap(({ service, reason, hasProfiles }) => [`  ${JSON.stringify(service)}:`, `    # ${reason}`, `    profiles: ${hasProfiles ? "!override " : ""}["switched-off"]`]),
    "",
  ].join("\n");
}
