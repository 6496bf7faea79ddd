/** planStack: catalogue + settings + host facts -> StackPlan. Pure; gathers every problem before it gives up. */
import { HEALTH, LOGS, RESOURCES, SECURITY, STOP_GRACE } from "./classes.ts";
import { startOrder } from "./graph.ts";
import { IMAGES, parentOf, type ImageDefinition } from "./images.ts";
import { containerName, ENGINE_SOCKET, imageTag, LABELS, networkName, ownerLabels, prefix, volumeName } from "./names.ts";
import { planFiles } from "./plan-files.ts";
import { buildOptions } from "./build-options.ts";
import type { HostFacts, PlannedImage, PlannedNetwork, PlannedService, StackPlan, UpstreamReference } from "./plan-types.ts";
import { fit } from "./fit.ts";
import { ProblemsError, type Problem } from "./problems.ts";
import { askedOn } from "./reach.ts";
import { pinned, through } from "./references.ts";
import { choose, dependencyGraph, secretNames, validateCatalogue } from "./rules.ts";
import type { Exemption, HealthCheck, Service, ServiceInput } from "./service.ts";
import type { StackSettings } from "./stack-settings.ts";
import { settingsProblems } from "./settings-rules.ts";
import { asStandIn, STAND_IN } from "./stand-in.ts";
import { digest } from "./digest.ts";
import { parseMebibytes, parseSeconds } from "./units.ts";

export interface PlanInput {
  readonly stack: string;
  readonly catalogue: readonly ServiceInput[];
  readonly settings: StackSettings;
  readonly host: HostFacts;
  /** Whether a path of the repository is a file. */
  readonly fileExists?: (path: string) => boolean;
  readonly images?: readonly ImageDefinition[];
}

/** @throws ProblemsError with everything that is wrong. */
export function planStack(input: PlanInput): StackPlan {
  const { stack, settings, host } = input;
  const table = input.images ?? IMAGES;
  const { services, problems } = validateCatalogue(input.catalogue, { images: table, ...(input.fileExists ? { fileExists: input.fileExists } : {}) });
  const all: Problem[] = [...problems, ...settingsProblems(stack, settings, services, table, host.contexts)];
  if (all.length > 0) throw new ProblemsError(`stack ${stack}`, all);

  const { chosen, problems: unchosen } = choose(services, settings.profiles, settings.only);
  if (unchosen.length > 0) throw new ProblemsError(`stack ${stack}`, unchosen);
  const byName = new Map(chosen.map((s) => [s.name, s]));
  const order = startOrder(dependencyGraph(chosen)).map((name) => byName.get(name)!);
  const planned = order.map((s) => planService(s, chosen, services, input));
  const fitted = fit(planned, host, settings.fit, stack);
  if (fitted.problems.length > 0) throw new ProblemsError(`stack ${stack} on this host`, fitted.problems);

  return {
    stack,
    checkout: host.checkout,
    environment: settings.environment,
    source: host.source,
    prefix: prefix(stack),
    images: planImages(fitted.services.flatMap((s) => ("built" in s.image ? [s.image.built] : [])), table, host, settings.registry),
    networks: planNetworks(stack, settings, fitted.services),
    volumes: [...new Set(fitted.services.flatMap((s) => s.volumes.map((v) => v.volume)))].sort(),
    services: fitted.services,
    secrets: secretNames(chosen),
    notes: fitted.notes,
  };
}

/** @param all the whole catalogue, of which the stack has the `chosen` */
function planService(entry: Service, chosen: readonly Service[], all: readonly Service[], { stack, settings, host }: PlanInput): PlannedService {
  const s = host.source === "lab" && "lab" in entry.image && entry.image.lab === STAND_IN ? asStandIn(entry) : entry;
  const own = settings.services[s.name] ?? {};
  const resources = RESOURCES[settings.environment][s.resources];
  const health = HEALTH[s.health.class];
  const seconds = (text: string | undefined, fallback: number) => (text === undefined ? fallback : parseSeconds(text)!);
  const image = "built" in s.image ? { built: s.image.built } : host.source === "lab" ? { built: s.image.lab } : upstreamImage(s.image.upstream, host, settings.registry.mirror);
  const lab = "built" in s.image || host.source === "lab" ? s.image : undefined;
  const fileSets = planFiles({ stack, source: host.source }, s, host.files, chosen);
  const memory = own.memory === undefined ? resources.memory : parseMebibytes(own.memory)!;
  const asked = askedOn(s, all);
  const network = (key: string) => ({ key, aliases: [s.name] });
  return {
    name: s.name,
    container: containerName(stack, s.name),
    tier: s.tier,
    profile: s.profiles[0]!,
    description: s.description,
    critical: s.critical,
    image,
    ...(lab?.standIn ? { standIn: lab.standIn } : {}),
    ...(lab?.labLimit ? { labLimit: lab.labLimit } : {}),
    ...(s.entrypoint ? { entrypoint: s.entrypoint } : {}),
    ...(s.command ? { command: s.command } : {}),
    env: envList({ SUTAZAI_ENV: settings.environment, TZ: "UTC", ...s.env, ...pick(settings.env, s), ...own.env }),
    user: s.user,
    groups: s.engineGroup ? [String(host.engineGroup)] : [],
    cpus: own.cpus ?? resources.cpus,
    memory,
    reservation: Math.min(resources.reservation, memory),
    pids: resources.pids,
    capabilities: SECURITY[s.security].capabilities,
    tmpfs: [
      { target: "/tmp", options: "rw,noexec,nosuid,nodev,size=100m,mode=1777" },
      ...s.tmpfs.map((t) => ({ target: t.target, options: `rw,noexec,nosuid,nodev,size=${parseMebibytes(t.size)}m,mode=1777` })),
    ],
    volumes: s.volumes.map((v) => ({ ...v, volume: volumeName(stack, v.volume) })),
    hostMounts: s.hostMounts.map((m) => (m.source === ENGINE_SOCKET ? { ...m, source: host.engineSocket } : m)),
    fileSets,
    ports: s.ports.map((p) => ({
      ip: p.public ? settings.publicBind : settings.bind,
      external: p.host + settings.portOffset,
      internal: p.container,
      protocol: p.protocol,
      label: p.label ?? "",
    })),
    networks: [...s.networks.map(network), ...(s.outside ? [network("access")] : [])],
    dependsOn: [...s.dependsOn].sort(),
    uses: [...s.uses].sort(),
    health: {
      test: healthTest(s.health.check),
      check: s.health.check,
      interval: seconds(s.health.interval, health.interval),
      timeout: seconds(s.health.timeout, health.timeout),
      retries: s.health.retries ?? health.retries,
      startPeriod: seconds(s.health.startPeriod, health.startPeriod),
      startBudget: seconds(s.health.startBudget, health.startBudget),
      ...(atLeast(host.api, [1, 44]) ? { startInterval: 1 } : {}),
    },
    logs: LOGS[s.logs],
    stopGrace: STOP_GRACE[s.stop ?? (s.volumes.some((v) => !v.readOnly) ? "stateful" : "stateless")],
    ulimits: s.ulimits,
    metrics: s.metrics,
    verify: s.verify,
    labels: {
      ...ownerLabels({ stack, checkout: host.checkout }),
      [LABELS.service]: s.name,
      [LABELS.tier]: String(s.tier),
      [LABELS.profile]: s.profiles[0]!,
      [LABELS.owner]: "platform",
      [LABELS.talksTo]: [...new Set([...s.dependsOn, ...s.uses])].sort().join(",") || "-",
      ...(asked.length > 0 ? { [LABELS.askedOn]: asked.join(",") } : {}),
      ...(lab?.standIn ? { [LABELS.standIn]: "true" } : {}),
      ...(s.exemptions.length > 0 ? { [LABELS.exemptions]: exemptionsLabel(s.exemptions) } : {}),
    },
  };
}

/** As the policies read it, in one order, so that a container is not replaced for another order in the catalogue. */
const exemptionsLabel = (all: readonly Exemption[]) =>
  JSON.stringify(all.map(({ rule, reason, owner, expires }) => ({ rule, reason, owner, expires })).sort((a, b) => a.rule.localeCompare(b.rule)));

const atLeast = (api: readonly [number, number], wanted: readonly [number, number]) => api[0] > wanted[0] || (api[0] === wanted[0] && api[1] >= wanted[1]);

/** A stack-wide variable reaches the services whose catalogue entry has it; LOG_LEVEL is of that kind. */
function pick(env: Readonly<Record<string, string>>, s: Service): Record<string, string> {
  return Object.fromEntries(Object.entries(env).filter(([key]) => key in s.env || key === "TZ"));
}

function envList(env: Readonly<Record<string, string>>): string[] {
  return Object.entries(env).map(([key, value]) => `${key}=${value}`).sort();
}

/** The engine's form of a check. HTTP checks use wget, which every image of the platform has. */
export function healthTest(check: HealthCheck): string[] {
  if ("http" in check) return ["CMD-SHELL", `wget -q -T 5 -O /dev/null http://127.0.0.1:${check.http.port}${check.http.path} || exit 1`];
  return "shell" in check ? ["CMD-SHELL", check.shell] : ["CMD", ...check.command];
}

function planNetworks(stack: string, settings: StackSettings, services: readonly PlannedService[]): PlannedNetwork[] {
  const used = new Set(services.flatMap((s) => s.networks.map((n) => n.key)));
  return Object.entries<string>(settings.subnets as Record<string, string>)
    .filter(([key]) => used.has(key))
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([key, subnet]): PlannedNetwork => ({ key, name: networkName(stack, key), subnet, outside: key === "frontend" || key === "access", mutual: key !== "access" }));
}

/** An upstream image as this stack pulls it: the locked digest, never a tag that moved, and through the mirror. */
function upstreamImage(upstream: string, { locked }: Pick<HostFacts, "locked">, mirror: string | undefined): UpstreamReference {
  return { upstream, pull: through(pinned(upstream, locked?.get(upstream)), mirror) };
}

/** The named images and all they stand on, parents first, each with the hash of everything below it; a mirror changes no hash. */
export function planImages(names: readonly string[], table: readonly ImageDefinition[], host: Pick<HostFacts, "api" | "source" | "contexts" | "certificates" | "locked">, { mirror, push }: { readonly mirror?: string | undefined; readonly push?: string | undefined } = {}): PlannedImage[] {
  const byName = new Map(table.map((i) => [i.name, i]));
  const planned = new Map<string, PlannedImage>();
  const add = (name: string): PlannedImage => {
    const done = planned.get(name);
    if (done) return done;
    const definition = byName.get(name)!;
    const from = parentOf(definition, host.source, byName);
    const parent: PlannedImage["parent"] = from === undefined ? undefined : typeof from === "string" ? upstreamImage(from, host, mirror) : { image: add(from.name).name };
    const foundation = parent === undefined ? host.certificates : "upstream" in parent ? pinned(parent.upstream, host.locked?.get(parent.upstream)) : planned.get(parent.image)!.hash;
    const hash = digest([definition.name, definition.version, host.contexts.get(name) ?? "", foundation]);
    const below = parent !== undefined && "image" in parent ? [planned.get(parent.image)!.tag] : [];
    const tag = imageTag(name, definition.version, hash);
    const image: PlannedImage = { name, kind: definition.kind, tag, context: definition.context, ...(parent ? { parent } : {}), hash, build: buildOptions(host.api, push, [tag, ...below]) };
    planned.set(name, image);
    return image;
  };
  for (const name of [...new Set(names)].sort()) add(name);
  return [...planned.values()];
}
