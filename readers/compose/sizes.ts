/** Memory sizes as compose writes them. */
const POWERS: Record<string, number> = { "": 0, b: 0, k: 1, m: 2, g: 3, t: 4 };
const SIZE = /^(\d+(?:\.\d+)?) ?(?:(b)|([kmgt])b?)?$/i;

/** Bytes of `512`, `64b`, `512m`, `1.5gb` (units of 1024, any case); undefined for anything else, `4Gi` among it. */
export function sizeInBytes(text: string): number | undefined {
  const found = SIZE.exec(text);
  if (!found) return undefined;
  return Math.floor(Number(found[1]) * 1024 ** POWERS[(found[3] ?? "").toLowerCase()]!);
}
