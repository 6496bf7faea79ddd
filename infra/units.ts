/** Units live in words at the edge ("512 MB", "60s") and as plain numbers inside. */

const SIZE = /^(\d+(?:\.\d+)?)\s*([kmgt]?)(?:i?b)?$/i;
const POWERS: Record<string, number> = { "": 0, k: 1, m: 2, g: 3, t: 4 };

/**
 * Bytes of a size in words. As in the engine every unit is binary: "1 GB", "1G", "1GiB" are 1024^3 bytes.
 * @returns undefined for anything that is not a size of whole bytes.
 */
export function parseBytes(text: string): number | undefined {
  const match = SIZE.exec(text.trim());
  if (!match) return undefined;
  const bytes = Number(match[1]) * 1024 ** POWERS[match[2]!.toLowerCase()]!;
  return Number.isSafeInteger(bytes) ? bytes : undefined;
}

/** MiB below which the engine gives no container memory. */
export const LEAST_MEMORY = 6;

/** MiB of a size in words; undefined when it is no size, no whole number of MiB, or below the engine's minimum. */
export function parseMebibytes(text: string): number | undefined {
  const bytes = parseBytes(text);
  if (bytes === undefined || !/[a-z]/i.test(text)) return undefined;
  const mebibytes = bytes / 1024 ** 2;
  return Number.isInteger(mebibytes) && mebibytes >= LEAST_MEMORY ? mebibytes : undefined;
}

/** "512 MB", "2 GB", "1.5 GB": the shortest exact words for a number of MiB. */
export function formatMebibytes(mebibytes: number): string {
  return mebibytes >= 1024 && mebibytes % 128 === 0 ? `${mebibytes / 1024} GB` : `${mebibytes} MB`;
}

/** What was measured, for people: one decimal from 1 KiB on. Sizes of settings are spelled as there (formatMebibytes). */
export function formatBytes(bytes: number): string {
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return unit === 0 ? `${value} B` : `${value.toFixed(1)} ${units[unit]}`;
}

const DURATION = /^(?:(\d+)h)?(?:(\d+)m)?(?:(\d+(?:\.\d+)?)s)?(?:(\d+)ms)?$/;

/** Seconds of "90s", "1m30s", "2h", "500ms"; undefined for anything else. A bare number has no unit and is refused. */
export function parseSeconds(text: string): number | undefined {
  const match = DURATION.exec(text.trim());
  if (!match || text.trim() === "") return undefined;
  const [, h, m, s, ms] = match;
  return Number(h ?? 0) * 3600 + Number(m ?? 0) * 60 + Number(s ?? 0) + Number(ms ?? 0) / 1000;
}

/** The engine's canonical spelling: 60 -> "1m0s", 90.5 -> "1m30.5s", 3600 -> "1h0m0s". The provider replaces on any other. */
export function formatSeconds(total: number): string {
  if (total === 0) return "0s";
  if (total < 1) return `${Math.round(total * 1000)}ms`;
  const hours = Math.floor(total / 3600);
  const minutes = Math.floor((total % 3600) / 60);
  const seconds = Math.round((total % 60) * 1000) / 1000;
  if (hours > 0) return `${hours}h${minutes}m${seconds}s`;
  return minutes > 0 ? `${minutes}m${seconds}s` : `${seconds}s`;
}

/**
 * CPUs as the provider reads them back, to two decimals: 0.5 -> "0.5", 2 -> "2.0", 10 -> "10.". Any other spelling replaces
 * the container on every preview. (It trims the zeros of nine decimals; it prints one decimal when exactly nine zeros are there.)
 */
export function formatCpus(cpus: number): string {
  const nano = BigInt(Math.round(cpus * 100)) * 10_000_000n;
  const digits = `${nano / 1_000_000_000n}.${String(nano % 1_000_000_000n).padStart(9, "0")}`;
  if (digits.split("0").length - 1 !== 9) return digits.replace(/0+$/, "");
  const tenths = (nano * 10n + 500_000_000n) / 1_000_000_000n;
  return `${tenths / 10n}.${tenths % 10n}`;
}
