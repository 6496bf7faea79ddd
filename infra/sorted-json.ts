/** JSON whose mappings have their keys in one order, so that equal values are equal texts; a field that is not to be `kept` is left out. */
export function sortedJson(value: unknown, kept: (field: unknown) => boolean = () => true): string {
  return JSON.stringify(value, (_key, part: unknown) => {
    if (typeof part !== "object" || part === null || Array.isArray(part)) return part;
    return Object.fromEntries(Object.entries(part).filter(([, field]) => kept(field)).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}
