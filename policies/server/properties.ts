/** A resource's properties as the engine sends them, as plain data. */
import type { Struct } from "google-protobuf/google/protobuf/struct_pb.js";

/** The key by which Pulumi marks what is no plain value, and its marks. */
const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";
const ASSETS: ReadonlySet<unknown> = new Set(["c44067f5952c0a294b673a41bacd8c17", "0def7320c3a5731c473e5ecbe6d01bc7"]);

/** Rules see secrets in clear, as every policy of Pulumi does; a file or an archive is an object with its path, text or address. */
export function plainProperties(properties: Struct | undefined): Record<string, unknown> {
  const all = (properties?.toJavaScript() ?? {}) as Record<string, unknown>;
  for (const [key, value] of Object.entries(all)) if (value === undefined) delete all[key];
  return unmarked(all) as Record<string, unknown>;
}

function unmarked(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) {
    for (const [i, item] of value.entries()) if (typeof item === "object") value[i] = unmarked(item);
    return value;
  }
  const fields = value as Record<string, unknown>;
  const { [SIGNATURE]: mark } = fields;
  if (mark === SECRET) return unmarked(fields.value);
  if (mark !== undefined && !ASSETS.has(mark)) throw new Error(`a property has the mark ${String(mark)}, which this pack does not know`);
  delete fields[SIGNATURE];
  for (const key in fields) if (typeof fields[key] === "object") fields[key] = unmarked(fields[key]);
  return fields;
}
