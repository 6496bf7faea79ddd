/** The services of an estate's compose files as catalogue entries, each by itself, with what is against it. */
import { posix } from "node:path";
import type { ImageDefinition } from "../../../infra/images.ts";
import type { ServiceInput } from "../../../infra/service.ts";
import { readEnvironment } from "../../../readers/compose/env-file.ts";
import type { YamlMap } from "../../../readers/yaml/node.ts";
import { buildOf } from "../../compose/builds.ts";
import { viewOf } from "../../compose/view.ts";
import { importEach } from "../../import/import.ts";
import type { ImportProblem, Loss } from "../../import/loss.ts";
import type { Unpinned } from "../../import/part.ts";
import { textOf, type Estate } from "../estate.ts";
import { switchedOff } from "../switched-off.ts";
import type { ComposeSet } from "./sets.ts";

/** Where an estate lies for those that need whole paths: a plan does not know it. */
export const PLACE = "/estate";

/** One service as one set of files defines it. */
export interface Definition {
  readonly set: ComposeSet;
  /** Its name in the files. */
  readonly name: string;
  readonly body: YamlMap;
  readonly service: ServiceInput;
  readonly image: ImageDefinition | undefined;
  readonly size: { readonly cpus?: number; readonly memory?: string };
  readonly losses: readonly Loss[];
  /** Paths of the estate that it needs: build context, Dockerfile, folders of the host. */
  readonly needs: readonly string[];
  readonly build: { readonly context: string; readonly dockerfile: string } | undefined;
  /** Why it cannot be taken over; empty when it can. */
  readonly against: readonly string[];
}

/** What is wrong with a file, where, with a way out, and the services that it keeps out of the catalogue. */
export interface FileFault {
  readonly file: string;
  readonly line: number;
  readonly text: string;
  /** By their names in the files. */
  readonly holds: readonly string[];
}

export interface ReadSet {
  readonly set: ComposeSet;
  readonly definitions: readonly Definition[];
  /** Of no service. */
  readonly losses: readonly Loss[];
  readonly faults: readonly FileFault[];
}

/** Reads one set as compose does, with the `.env` beside its first file. Positions name files of the estate. */
export function readSet(set: ComposeSet, estate: Estate, off: ReturnType<typeof switchedOff>, unpinned: Unpinned): ReadSet {
  const inside = (path: string) => posix.relative(PLACE, path);
  const env = estate.files.get(posix.join(posix.dirname(set[0]!), ".env"));
  const read = (path: string) => {
    const file = estate.files.get(inside(posix.normalize(path)));
    if (!file?.bytes) throw new Error(file ? "not read: too long, or of no kind that is" : "no such file");
    return textOf(file);
  };
  const { services, losses, faults } = importEach({ files: set.map((path) => `${PLACE}/${path}`), environment: [env ? readEnvironment(textOf(env)) : {}], profiles: ["*"], read }, { tier: 6, root: PLACE, unpinned });
  const here = <T extends Loss | ImportProblem>(one: T): T => ({ ...one, at: { ...one.at, file: inside(one.at.file) } });
  const told = ({ at, rule, got, fix }: ImportProblem) => `${at.file}:${at.line} ${rule.replaceAll(`${PLACE}/`, "")}, not ${got.replaceAll(`${PLACE}/`, "")}; ${fix}`;
  const definitions = services.map(({ written, service, image, size, losses: own, problems }): Definition => {
    const view = viewOf({ name: written.key, at: written.keyAt, body: written.value });
    const build = buildOf(view, posix.dirname(set[0]!));
    const broken = off.filter((row) => set.includes(row.compose) && row.service === written.key).map(({ reason }) => reason);
    const pair = build?.place === "checkout" && build.findable ? { context: build.resolvedContext, dockerfile: build.resolvedDockerfile } : undefined;
    const strange = build && pair === undefined && build.place !== "checkout" ? [`its build context ${build.context} is not of the estate`] : [];
    const mounts = (service.hostMounts ?? []).map(({ source }) => source).filter((source) => source.startsWith(`${PLACE}/`));
    return {
      set, name: written.key, body: written.value, image, size, build: pair,
      service: { ...service, description: `${written.key}, imported from ${set.join(" and ")}` },
      losses: [...own.map(here), ...mounts.map((source): Loss => ({ at: here({ ...own[0]!, at: written.keyAt }).at, service: written.key, key: "volumes", value: inside(source), kind: "open", why: "a mount needs the whole path, and where the estate lies is not known to a plan", what: `put that place instead of ${PLACE}` }))],
      needs: mounts.map(inside),
      against: [...problems.map(here).map(told), ...broken, ...strange],
    };
  });
  return { set, definitions, losses: losses.map(here), faults: faults.map((fault): FileFault => ({ file: here(fault).at.file, line: fault.at.line, text: told(here(fault)), holds: fault.holds })) };
}
