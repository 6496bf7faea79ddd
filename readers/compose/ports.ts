/** Published ports in their short and long form. */
import { at, type YamlNode } from "../yaml/node.ts";
import { resolveDefaults } from "./interpolate.ts";

/** One port of the host that a service takes. */
export interface HostPort {
  /** Empty when it is taken on every address. */
  readonly address: string;
  readonly port: number;
  readonly protocol: string;
}

/** A port mapping as written; ranges have both ends, a single port the same twice. */
export interface PortMapping {
  readonly address: string;
  readonly host: Range | undefined;
  readonly container: Range;
  readonly protocol: string;
}

interface Range {
  readonly first: number;
  readonly last: number;
}

const SHORT = /^(?:(?:(\[[^\]]*\]|[^:]*):)?([\d-]*):)?(\d+(?:-\d+)?)(?:\/([a-z]+))?$/i;

/** One item of `ports`; undefined when it is none, or a variable without a value decides it. Values are read with `text`. */
export function readPort(node: YamlNode, text: (written: string) => string = (written) => resolveDefaults(written).text): PortMapping | undefined {
  const field = (key: string) => {
    const value = at(node, key);
    return value?.kind === "scalar" && value.value !== null ? text(value.text) : "";
  };
  if (node.kind === "list") return undefined;
  if (node.kind === "map") return mapping(field("host_ip"), field("published"), field("target"), field("protocol"));
  const found = SHORT.exec(text(node.text));
  return found ? mapping(found[1] ?? "", found[2] ?? "", found[3]!, found[4] ?? "") : undefined;
}

/** The host's ports that a mapping takes: none without a host part, and none for a range of which the engine picks one. */
export function hostPorts({ address, host, container, protocol }: PortMapping): HostPort[] {
  if (host === undefined || host.last - host.first !== container.last - container.first) return [];
  return Array.from({ length: host.last - host.first + 1 }, (_, index) => ({ address, port: host.first + index, protocol }));
}

/** Whether two addresses can be the same: every address meets all. */
export function addressesMeet(a: string, b: string): boolean {
  return a === b || isEvery(a) || isEvery(b);
}

const isEvery = (address: string) => address === "" || address === "0.0.0.0" || address === "::";

function mapping(address: string, published: string, target: string, protocol: string): PortMapping | undefined {
  const container = range(target);
  const host = range(published);
  if (container === undefined || (published !== "" && host === undefined) || address.includes("$")) return undefined;
  return { address: address.replace(/^\[|\]$/g, ""), host: host && host.last > 0 ? host : undefined, container, protocol: protocol.toLowerCase() || "tcp" };
}

function range(text: string): Range | undefined {
  const found = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(text);
  if (!found) return undefined;
  const first = Number(found[1]);
  const last = Number(found[2] ?? found[1]);
  return last >= first && last <= 65_535 ? { first, last } : undefined;
}
