/** Facts between the services of one file: ports, names, volumes, networks, order of start. */
import { addressesMeet, type HostPort } from "../../readers/compose/ports.ts";
import { resolveDefaults } from "../../readers/compose/interpolate.ts";
import { namesIn } from "../../readers/compose/read.ts";
import { at, entriesOf, type YamlNode } from "../../readers/yaml/node.ts";
import { stronglyConnected } from "./cycles.ts";
import { mountsOf, portsOf } from "./service-facts.ts";
import type { ServiceView } from "./view.ts";

/** @param root the whole file. */
export function fileFacts(root: YamlNode, services: readonly ServiceView[]): Record<string, unknown[]> {
  return { ...portFacts(services), ...nameFacts(services), ...resourceFacts(root, services), ...orderFacts(services) };
}

interface Taken extends HostPort {
  readonly service: string;
}

function portFacts(services: readonly ServiceView[]) {
  const groups = new Map<string, Taken[]>();
  for (const service of services) {
    for (const port of portsOf(service)) {
      const key = `${port.port}/${port.protocol}`;
      groups.set(key, [...(groups.get(key) ?? []), { ...port, service: service.name }]);
    }
  }
  const told = ({ port, protocol }: Taken) => ({ port, protocol });
  const sorted = [...groups.values()].sort(([a], [b]) => a!.port - b!.port || compare(a!.protocol, b!.protocol));
  const meets = (a: Taken, b: Taken) => a !== b && addressesMeet(a.address, b.address);
  return {
    port_conflicts: sorted.flatMap((group) => {
      const involved = new Set(group.filter((a) => group.some((b) => a.service !== b.service && meets(a, b))).map((taken) => taken.service));
      return involved.size > 0 ? [{ ...told(group[0]!), services: [...involved].sort(compare) }] : [];
    }),
    self_conflicts: sorted.flatMap((group) => {
      const involved = new Set(group.filter((a) => group.some((b) => a.service === b.service && meets(a, b))).map((taken) => taken.service));
      return [...involved].map((service) => ({ service, ...told(group[0]!) }));
    }),
  };
}

function nameFacts(services: readonly ServiceView[]) {
  const named = new Map<string, string[]>();
  for (const service of services) {
    const name = service.settled("container_name");
    if (name) named.set(name, [...(named.get(name) ?? []), service.name]);
  }
  return { container_name_conflicts: [...named].filter(([, users]) => users.length > 1).map(([container_name, users]) => ({ container_name, services: users })) };
}

/** Volumes and networks that services use and the file defines, one against the other. */
function resourceFacts(root: YamlNode, services: readonly ServiceView[]) {
  const volumes = uses(services, (service) => mountsOf(service).filter((mount) => mount.kind === "named").map((mount) => mount.source));
  const networks = uses(services, (service) => settledNames(service.get("networks")));
  const definedVolumes = definedIn(root, "volumes");
  const definedNetworks = definedIn(root, "networks");
  const known = new Set([...definedNetworks, "default"]);
  return {
    undefined_volumes: volumes.filter(([, name]) => !definedVolumes.includes(name)).map(([service, volume]) => ({ service, volume })),
    undefined_networks: networks.filter(([, name]) => !known.has(name)).map(([service, network]) => ({ service, network })),
    unused_volumes: definedVolumes.filter((name) => !volumes.some(([, used]) => used === name)).sort(compare),
    unused_networks: definedNetworks.filter((name) => name !== "default" && !networks.some(([, used]) => used === name)).sort(compare),
  };
}

const definedIn = (root: YamlNode, key: string) => entriesOf(at(root, key)).map((entry) => entry.key);

function uses(services: readonly ServiceView[], names: (service: ServiceView) => string[]): [service: string, name: string][] {
  return services.flatMap((service) => [...new Set(names(service))].map((name): [string, string] => [service.name, name]));
}

/** Names with their defaults; those that a variable without one decides are left out. Keys of a mapping stand as they are. */
function settledNames(node: YamlNode | undefined): string[] {
  if (node?.kind === "map") return namesIn(node);
  return namesIn(node)
    .map(resolveDefaults)
    .flatMap(({ text, unset }) => (unset.length > 0 ? [] : [text]));
}

function orderFacts(services: readonly ServiceView[]) {
  const names = new Set(services.map((service) => service.name));
  const depends = new Map(services.map((service) => [service.name, [...new Set(settledNames(service.get("depends_on")))]]));
  return {
    undefined_depends: [...depends].flatMap(([service, on]) => on.filter((name) => !names.has(name)).map((name) => ({ service, on: name }))),
    cycles: stronglyConnected(depends)
      .map((members) => members.sort(compare))
      .sort(([a], [b]) => compare(a!, b!)),
  };
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
