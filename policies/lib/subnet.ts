/** An IPv4 network: its first address as a number, and how many bits are fixed. */
export interface Subnet {
  readonly first: number;
  readonly bits: number;
}

/** Reads `a.b.c.d/n`; undefined for anything else, for host bits that are not 0, and for less than 4 addresses. */
export function parseSubnet(text: string): Subnet | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(text);
  if (match === null) return undefined;
  const [a, b, c, d, bits] = match.slice(1).map(Number) as [number, number, number, number, number];
  if ([a, b, c, d].some((part) => part > 255) || bits > 30) return undefined;
  const first = ((a * 256 + b) * 256 + c) * 256 + d;
  return first % 2 ** (32 - bits) === 0 ? { first, bits } : undefined;
}

/** Whether two networks have an address in common. */
export function overlap(one: Subnet, other: Subnet): boolean {
  const end = ({ first, bits }: Subnet) => first + 2 ** (32 - bits);
  return one.first < end(other) && other.first < end(one);
}
