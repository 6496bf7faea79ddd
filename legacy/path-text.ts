/**
 * Paths as text that loses nothing. A name on disk is bytes; in plans, journals and messages it is UTF-8 in which a backslash,
 * a control character, a line or bidirectional mark, and every byte that is no UTF-8 are written `\xNN`. An ordinary path is itself.
 */
const SPECIAL = /[\\\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u;
const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** `a/b.txt` is `a/b.txt`; the bytes `61 ff 0a` are `a\xff\x0a`. Two different byte strings never have the same text. */
export function pathText(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; ) {
    const length = sequenceLength(bytes, at);
    const part = bytes.subarray(at, at + Math.max(length, 1));
    const character = length > 0 ? strict.decode(part) : undefined;
    text += character === undefined || SPECIAL.test(character) ? [...part].map((b) => `\\x${b.toString(16).padStart(2, "0")}`).join("") : character;
    at += part.length;
  }
  return text;
}

/**
 * The bytes of a text of `pathText`.
 * @throws RangeError for a text that `pathText` does not make.
 */
export function pathBytes(text: string): Buffer {
  const bytes = Buffer.concat(text.split(/(\\x[0-9a-f]{2})/).map((part, i) => (i % 2 === 1 ? Buffer.from(part.slice(2), "hex") : Buffer.from(part))));
  if (pathText(bytes) !== text) throw new RangeError(`${JSON.stringify(text)} is no path text: a backslash, a control character or a byte that is no UTF-8 is written \\xNN`);
  return bytes;
}

/** Bytes of the UTF-8 sequence that begins here; 0 when none does. */
function sequenceLength(bytes: Uint8Array, at: number): number {
  const lead = bytes[at]!;
  const length = lead < 0x80 ? 1 : lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc2 ? 2 : 0;
  try {
    return length > 0 && at + length <= bytes.length && [...strict.decode(bytes.subarray(at, at + length))].length === 1 ? length : 0;
  } catch {
    return 0;
  }
}

/** Every folder on the way to a path, the outermost first, without the root: `a/b/c.txt` has `a` and `a/b`. */
export function foldersOf(path: string): string[] {
  const parts = path.split("/");
  return parts.slice(1).map((_, i) => parts.slice(0, i + 1).join("/"));
}
