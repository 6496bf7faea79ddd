/**
 * Protobuf's wire form. The general library makes an object of every part of a message, a list of every object, and a map of
 * every list: for the properties of a stack's resources that took more time than the rules.
 */

/** Reads a message from left to right; nested messages are stretches of the same bytes. */
export class Reader {
  at = 0;
  private readonly bytes: Buffer;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
  }

  get length(): number {
    return this.bytes.length;
  }

  /** A number up to 2 ** 53; also a field's tag, `field << 3 | kind`. */
  varint(): number {
    let byte = this.bytes[this.at++]!;
    if (byte < 0x80) return byte;
    let value = byte & 0x7f;
    for (let factor = 0x80; ; factor *= 0x80) {
      byte = this.bytes[this.at++] ?? refuse();
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
    }
  }

  double(): number {
    this.at += 8;
    return this.bytes.readDoubleLE(this.at - 8);
  }

  text(): string {
    const end = this.end();
    const text = this.bytes.toString("utf8", this.at, end);
    this.at = end;
    return text;
  }

  /** Where the nested message that begins here ends. */
  end(): number {
    const length = this.varint();
    const end = this.at + length;
    return end <= this.bytes.length ? end : refuse();
  }

  /** Passes over a field's value. */
  skip(tag: number): void {
    const kind = tag & 7;
    if (kind === 0) this.varint();
    else if (kind === 1) this.at += 8;
    else if (kind === 2) this.at = this.end();
    else if (kind === 5) this.at += 4;
    else refuse();
  }

  /** A map's entry of two texts, the second of which may be missing. */
  entry(): [key: string, value: string] {
    const end = this.end();
    let [key, value] = ["", ""];
    while (this.at < end) {
      const tag = this.varint();
      if (tag === TEXT(1)) key = this.text();
      else if (tag === TEXT(2)) value = this.text();
      else this.skip(tag);
    }
    return [key, value];
  }
}

function refuse(): never {
  throw new Error("the engine sent a message that is no protobuf");
}

/** Tags, as `varint` reads them. */
export const NUMBER = (field: number): number => field << 3;
export const DOUBLE = (field: number): number => (field << 3) | 1;
export const TEXT = (field: number): number => (field << 3) | 2;
export const MESSAGE = TEXT;

const NONE = Buffer.alloc(0);

function varint(value: number): number[] {
  const bytes = [];
  for (; value >= 0x80; value = Math.floor(value / 0x80)) bytes.push((value % 0x80) | 0x80);
  return [...bytes, value];
}

/** A nested message, which is written though it be empty. */
export const message = (field: number, ...parts: readonly Buffer[]): Buffer => {
  const body = Buffer.concat(parts);
  return Buffer.concat([Buffer.from([...varint(TEXT(field)), ...varint(body.length)]), body]);
};

/** A text, unless it is empty; the same below for the number 0. */
export const text = (field: number, value: string): Buffer => (value === "" ? NONE : message(field, Buffer.from(value)));

export const number = (field: number, value: number): Buffer => (value === 0 ? NONE : Buffer.from([...varint(NUMBER(field)), ...varint(value)]));

/** A number with a fraction, which is written though it be 0. */
export const double = (field: number, value: number): Buffer => {
  const bytes = Buffer.alloc(9);
  bytes[0] = DOUBLE(field);
  bytes.writeDoubleLE(value, 1);
  return bytes;
};
