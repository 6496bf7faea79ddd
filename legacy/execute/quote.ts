/** Any bytes but NUL as one word of a POSIX shell. */
export function quote(bytes: Uint8Array): Buffer {
  const parts: Buffer[] = [Buffer.from("'")];
  let from = 0;
  bytes.forEach((byte, i) => {
    if (byte !== 0x27) return;
    parts.push(Buffer.from(bytes.subarray(from, i)), Buffer.from(`'\\''`));
    from = i + 1;
  });
  return Buffer.concat([...parts, Buffer.from(bytes.subarray(from)), Buffer.from("'")]);
}
