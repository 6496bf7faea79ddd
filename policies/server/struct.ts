/** Values as the engine sends them (`google.protobuf.Struct`), read straight to what rules see. */
import { UNKNOWN_VALUES, UnknownValueError } from "../lib/unknown.ts";
import { DOUBLE, double, message, MESSAGE, NUMBER, Reader, text, TEXT } from "./wire.ts";

/** The key by which Pulumi marks what is no plain value, and its marks. */
const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";
const ASSETS: ReadonlySet<unknown> = new Set(["c44067f5952c0a294b673a41bacd8c17", "0def7320c3a5731c473e5ecbe6d01bc7"]);

export type Properties = Record<string, any>;

const NO_KIND = Symbol("a value of no kind");

/** The sentinels, texts of one length. */
const isUnknown = (value: unknown): value is string => typeof value === "string" && value.length === 36 && UNKNOWN_VALUES.has(value);

/**
 * A resource's properties as rules see them: secrets in clear, as every policy of Pulumi sees them; a file or an archive as an
 * object with its path, text or address; and a value that preview does not know throws when it is read.
 * @param reader at a message of the kind Struct
 */
export function properties(reader: Reader): Properties {
  const found = new Values(reader);
  return found.checked(found.struct(), []);
}

/** The values of one message, and which of them hold something unknown. */
class Values {
  private readonly reader: Reader;
  private readonly unsure = new Set<object>();
  private sawUnknown = false;

  constructor(reader: Reader) {
    this.reader = reader;
  }

  /** By keys in their order: the engine sends them in any, and they may be printed. */
  struct(): Properties {
    const { reader } = this;
    const end = reader.end();
    const entries: { key: string; at: number }[] = [];
    while (reader.at < end) {
      const tag = reader.varint();
      if (tag === MESSAGE(1)) entries.push(entryAt(reader));
      else reader.skip(tag);
    }
    if (entries.length > 1) entries.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
    const fields: Properties = {};
    const before = this.sawUnknown;
    this.sawUnknown = false;
    for (const { key, at } of entries) {
      reader.at = at;
      fields[key] = this.value();
    }
    reader.at = end;
    return this.noted(SIGNATURE in fields ? unmarked(fields) : fields, before) as Properties;
  }

  private list(): unknown[] {
    const { reader } = this;
    const end = reader.end();
    const items: unknown[] = [];
    const before = this.sawUnknown;
    this.sawUnknown = false;
    while (reader.at < end) {
      const tag = reader.varint();
      if (tag === MESSAGE(1)) items.push(this.value());
      else reader.skip(tag);
    }
    return this.noted(items, before) as unknown[];
  }

  private value(): unknown {
    const { reader } = this;
    const end = reader.end();
    let value: unknown = NO_KIND;
    while (reader.at < end) {
      const tag = reader.varint();
      if (tag === TEXT(3)) {
        value = reader.text();
        if (isUnknown(value)) this.sawUnknown = true;
      } else if (tag === DOUBLE(2)) value = reader.double();
      else if (tag === NUMBER(4)) value = reader.varint() !== 0;
      else if (tag === MESSAGE(5)) value = this.struct();
      else if (tag === MESSAGE(6)) value = this.list();
      else {
        reader.skip(tag);
        if (tag === NUMBER(1)) value = null;
      }
    }
    if (value === NO_KIND) throw new Error("the engine sent a value of no kind");
    return value;
  }

  private noted(value: unknown, before: boolean): unknown {
    if (!this.sawUnknown) this.sawUnknown = before;
    else if (typeof value === "object" && value !== null) this.unsure.add(value);
    return value;
  }

  /** What holds nothing unknown is handed out as it is. */
  checked<T>(value: T, path: readonly PropertyKey[]): T {
    return this.unsure.has(value as object) ? (new Proxy(value as object, new Check(this, path)) as T) : value;
  }
}

/** The key of a map's entry, and where its value begins. */
function entryAt(reader: Reader): { readonly key: string; readonly at: number } {
  const end = reader.end();
  let key = "";
  let at = -1;
  while (reader.at < end) {
    const tag = reader.varint();
    if (tag === TEXT(1)) key = reader.text();
    else {
      if (tag === MESSAGE(2)) at = reader.at;
      reader.skip(tag);
    }
  }
  if (at === -1) throw new Error(`the engine sent no value of ${key}`);
  return { key, at };
}

function unmarked({ [SIGNATURE]: mark, ...fields }: Properties): unknown {
  if (mark === SECRET) return fields.value;
  if (!ASSETS.has(mark)) throw new Error(`a property has the mark ${String(mark)}, which this pack does not know`);
  return fields;
}

/** Throws on values that are not known, as Pulumi's own proxy does. */
class Check implements ProxyHandler<object> {
  private readonly values: Values;
  private readonly path: readonly PropertyKey[];
  private readonly inner = new Map<object, unknown>();

  constructor(values: Values, path: readonly PropertyKey[]) {
    this.values = values;
    this.path = path;
  }

  get(target: object, key: PropertyKey): unknown {
    const value = (target as Record<PropertyKey, unknown>)[key];
    if (isUnknown(value)) throw new UnknownValueError(value, [...this.path, key] as string[]);
    if (typeof value !== "object" || value === null) return value;
    let inner = this.inner.get(value);
    if (inner === undefined) this.inner.set(value, (inner = this.values.checked(value, [...this.path, key])));
    return inner;
  }
}

/** Plain data as a message of the kind Struct, without its length. */
export function structOf(fields: object): Buffer {
  return Buffer.concat(Object.entries(fields).map(([key, value]) => message(1, text(1, key), message(2, valueOf(value)))));
}

function valueOf(value: unknown): Buffer {
  if (value === null) return Buffer.from([NUMBER(1), 0]);
  if (typeof value === "number") return double(2, value);
  if (typeof value === "string") return message(3, Buffer.from(value));
  if (typeof value === "boolean") return Buffer.from([NUMBER(4), value ? 1 : 0]);
  if (Array.isArray(value)) return message(6, ...value.map((item) => message(1, valueOf(item))));
  if (typeof value === "object") return message(5, structOf(value));
  throw new Error(`no value for the engine: ${String(value)}`);
}
