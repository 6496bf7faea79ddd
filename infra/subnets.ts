import { isIP } from "node:net";

/** An IPv4 network: first address as a number, and prefix length. */
export interface Subnet {
  readonly base: number;
  readonly bits: number;
}

/** Parses "172.20.1.0/24"; undefined unless canonical IPv4 (host bits 0) with a prefix of 8 to 29 bits. */
export function parseSubnet(text: string): Subnet | undefined {
  const match = /^(\d+\.\d+\.\d+\.\d+)\/(\d+)$/.exec(text);
  if (!match || isIP(match[1]!) !== 4) return undefined;
  const bits = Number(match[2]);
  if (bits < 8 || bits > 29) return undefined;
  const base = match[1]!.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
  return base % 2 ** (32 - bits) === 0 ? { base, bits } : undefined;
}

/** Whether two networks have an address in common. */
export function overlaps(a: Subnet, b: Subnet): boolean {
  const end = (s: Subnet) => s.base + 2 ** (32 - s.bits) - 1;
  return a.base <= end(b) && b.base <= end(a);
}

/** Like parseSubnet, without the bounds on the prefix: for what other programs configured (routes, other networks). */
export function parseAnySubnet(text: string): Subnet | undefined {
  const match = /^(\d+\.\d+\.\d+\.\d+)\/(\d+)$/.exec(text);
  if (!match || isIP(match[1]!) !== 4 || Number(match[2]) > 32) return undefined;
  const bits = Number(match[2]);
  const address = match[1]!.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
  return { base: address - (address % 2 ** (32 - bits)), bits };
}
