/** Facts that one service has by itself: one row of FACTS for each. */
import { extname, posix } from "node:path";
import { hostPorts, readPort, type HostPort } from "../../readers/compose/ports.ts";
import { namesIn, readVariables } from "../../readers/compose/read.ts";
import { sizeInBytes } from "../../readers/compose/sizes.ts";
import { readTmpfs, readVolumes, type Mount } from "../../readers/compose/volumes.ts";
import { pinOf } from "../../readers/image-pin.ts";
import { entriesOf, isNull, itemsOf, textOf } from "../../readers/yaml/node.ts";
import { resolveDefaults } from "../../readers/compose/interpolate.ts";
import { secretKind, type SecretKind } from "../secrets.ts";
import { checksHealth, inCheckout, type Build } from "./builds.ts";
import type { ServiceView, Surroundings } from "./view.ts";

export interface Place {
  /** Of the compose file, relative to the checkout. */
  readonly folder: string;
  readonly around: Surroundings;
  readonly build: Build | undefined;
}

type Told = string | Readonly<Record<string, unknown>>;
type Fact = (service: ServiceView, place: Place) => readonly Told[];

/** A fact of the service's name alone. */
const when = (test: (service: ServiceView, place: Place) => boolean): Fact => (service, place) => (test(service, place) ? [service.name] : []);
/** A fact with details: an entry each. */
const each = (find: (service: ServiceView, place: Place) => readonly Record<string, unknown>[]): Fact => (service, place) => find(service, place).map((detail) => ({ service: service.name, ...detail }));

/** The cleaned path of a mount that names no target. */
const NOWHERE = ".";
const hasMemory = (s: ServiceView) => s.has("mem_limit") || s.has("deploy", "resources", "limits", "memory");
const hasCpu = (s: ServiceView) => ["cpus", "cpu_quota", "cpu_count", "cpuset"].some((key) => s.has(key)) || s.has("deploy", "resources", "limits", "cpus");
const isTrue = (s: ServiceView, ...path: string[]) => s.settled(...path)?.toLowerCase() === "true";

/** Key of the fact -> how it is found. Lists are in order of the file. */
export const FACTS: Readonly<Record<string, Fact>> = {
  fragments: when((s) => !s.has("image") && !s.has("build") && !s.has("extends")),
  invalid_names: when((s) => !/^[a-zA-Z0-9._-]+$/.test(s.name)),
  no_mem_limit: when((s) => !hasMemory(s)),
  no_cpu_limit: when((s) => !hasCpu(s)),
  no_limits: when((s) => !hasMemory(s) || !hasCpu(s)),
  no_any_limit: when((s) => !hasMemory(s) && !hasCpu(s)),
  no_healthcheck: when((s) => !checked(s)),
  no_healthcheck_at_all: when((s, { build, around }) => !checked(s) && !checksHealth(build, around)),
  privileged: when((s) => isTrue(s, "privileged")),
  host_network: when(onHostNetwork),
  host_pid: when((s) => s.settled("pid") === "host"),
  docker_sock: when((s) => mountsOf(s).some((mount) => mount.source.endsWith("docker.sock"))),
  cap_add: each((s) => (namesIn(s.get("cap_add")).length > 0 ? [{ caps: namesIn(s.get("cap_add")) }] : [])),
  unpinned_images: each((s) => (s.has("build") ? [] : unpinned(s))),
  unpinned_built: each((s) => (s.has("build") ? unpinned(s) : [])),
  secrets_literal: each((s) => secrets(s, ["environment"], ["literal"])),
  secrets_default: each((s) => secrets(s, ["environment"], ["default"])),
  secrets_url: each((s) => secrets(s, ["environment"], ["url"])),
  secrets_placeholder: each((s) => secrets(s, ["environment"], ["placeholder"])),
  secrets_build_args: each((s) => secrets(s, ["build", "args"], ["literal", "default", "url", "placeholder"])),
  odd_environment: when((s) => readVariables(s.get("environment")).odd),
  invalid_sizes: each(invalidSizes),
  missing_binds: each((s, { folder, around }) => mountsOf(s).filter((mount) => mount.kind === "relative" && around.kind(inCheckout(folder, mount.source)) === undefined).map(told)),
  missing_env_files: each((s, { folder, around }) => envFiles(s).filter((file) => around.kind(inCheckout(folder, file)) === undefined).map((file) => ({ file }))),
  container_name_with_replicas: when((s) => s.has("container_name") && Number(s.settled("deploy", "replicas") ?? 1) > 1),
  limits_twice: each(limitsTwice),
  duplicate_targets: each((s) => twice([...mountsOf(s).map((mount) => mount.target), ...readTmpfs(s.get("tmpfs"))].filter((target) => target !== NOWHERE && !target.includes("$"))).map((target) => ({ target }))),
  null_lists: each((s) => ["ports", "volumes"].filter((key) => isNull(s.get(key))).map((key) => ({ key }))),
};

export function onHostNetwork(service: ServiceView): boolean {
  return service.settled("network_mode") === "host";
}

/** The host's ports that a service takes; none with host networking. */
export function portsOf(service: ServiceView): HostPort[] {
  if (onHostNetwork(service)) return [];
  return itemsOf(service.get("ports")).flatMap((item) => {
    const mapping = readPort(item);
    return mapping ? hostPorts(mapping) : [];
  });
}

export function mountsOf(service: ServiceView): Mount[] {
  return readVolumes(service.get("volumes"));
}

function checked(service: ServiceView): boolean {
  if (!service.has("healthcheck") || isTrue(service, "healthcheck", "disable")) return false;
  const test = service.get("healthcheck", "test");
  const first = textOf(test) ?? textOf(itemsOf(test)[0]);
  return first === undefined || resolveDefaults(first).text !== "NONE";
}

function unpinned(service: ServiceView): { image: string }[] {
  const image = service.text("image");
  return image && image.text !== "" && pinOf(image.text) === "none" ? [{ image: textOf(service.get("image"))! }] : [];
}

function secrets(service: ServiceView, path: string[], kinds: readonly SecretKind[]): { name: string }[] {
  return readVariables(service.get(...path)).variables.flatMap(({ name, value }) => {
    const kind = value === undefined ? undefined : secretKind(name, value);
    return kind && kinds.includes(kind) ? [{ name }] : [];
  });
}

const SIZES = [["mem_limit"], ["mem_reservation"], ["memswap_limit"], ["deploy", "resources", "limits", "memory"], ["deploy", "resources", "reservations", "memory"]];

/** A blank before the unit, which the engine takes, is none of the specification's forms (S5.14). */
function invalidSizes(service: ServiceView): { field: string; value: string }[] {
  return SIZES.flatMap((path) => {
    const value = service.settled(...path);
    const unlimited = path[0] === "memswap_limit" && value === "-1";
    return value === undefined || unlimited || (sizeInBytes(value) !== undefined && !value.includes(" ")) ? [] : [{ field: path.join("."), value }];
  });
}

/** Docker makes a folder where a bind's source is missing, also where a file was meant. */
function told({ source, target }: Mount): { source: string; file_like: boolean } {
  return { source, file_like: [source, target].some((path) => extname(posix.basename(path)) !== "") };
}

function envFiles(service: ServiceView): string[] {
  const node = service.get("env_file");
  const items = node?.kind === "scalar" ? [node] : itemsOf(node);
  return items.flatMap((item) => {
    const fields = new Map(entriesOf(item).map(({ key, value }) => [key, textOf(value)]));
    const written = item.kind === "map" ? (fields.get("required")?.toLowerCase() === "false" ? undefined : fields.get("path")) : textOf(item);
    const file = resolveDefaults(written ?? "");
    return file.text === "" || file.unset.length > 0 || /^[/~]/.test(file.text) ? [] : [file.text];
  });
}

/** Both forms of one limit, with different values: docker compose refuses that. */
function limitsTwice(service: ServiceView): { field: string; values: string[] }[] {
  const pairs: [string, string, (text: string) => number | undefined][] = [["mem_limit", "memory", sizeInBytes], ["cpus", "cpus", Number]];
  return pairs.flatMap(([short, long, read]) => {
    const values = [service.settled(short), service.settled("deploy", "resources", "limits", long)];
    if (!values.every((value) => value !== undefined)) return [];
    const [one, other] = values.map(read);
    // What is no size or number differs as its text does.
    const differ = one === undefined || other === undefined || Number.isNaN(one + other) ? values[0] !== values[1] : one !== other;
    return differ ? [{ field: short, values }] : [];
  });
}

const twice = (items: readonly string[]) => [...new Set(items.filter((item, index) => items.indexOf(item) !== index))];
