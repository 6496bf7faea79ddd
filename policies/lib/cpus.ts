const NANO = 1_000_000_000n;

/** The least that the engine takes: 0.01 of a CPU. */
export const MINIMUM_NANO_CPUS = 10_000_000n;

/** A decimal such as "0.5" in billionths of a CPU; undefined for anything else, or for more than nine decimals. */
export function parseCpus(value: unknown): bigint | undefined {
  const match = typeof value === "string" ? /^(\d{1,6})(?:\.(\d{0,9}))?$/.exec(value) : null;
  if (match === null) return undefined;
  return BigInt(match[1] ?? "") * NANO + BigInt((match[2] ?? "").padEnd(9, "0"));
}

/**
 * How the docker provider writes a limit into its state when it reads the container back. A program that spells it
 * otherwise replaces the container on every preview: whole numbers come back as "2.0" (10, 20 ... as "10."), and by
 * a quirk of its rounding some small numbers come back as others (0.05 as "0.1").
 */
export function providerCpus(nano: bigint): string {
  const digits = `${nano / NANO}.${String(nano % NANO).padStart(9, "0")}`;
  if (digits.split("0").length - 1 !== 9) return digits.replace(/0+$/, "");
  const tenths = (nano * 10n + NANO / 2n) / NANO;
  return `${tenths / 10n}.${tenths % 10n}`;
}

/** The nearest spelling that survives being read back. */
export function stableCpus(nano: bigint): string {
  const spelling = providerCpus(nano);
  const again = parseCpus(spelling) ?? 0n;
  if (again < MINIMUM_NANO_CPUS) return "0.1";
  return again === nano ? spelling : stableCpus(again);
}
