/**
 * Downloads one file: `node fetch.ts URL FILE`. A process of its own, so that Node's proxy and system certificate
 * switches apply to it alone.
 */
import { createWriteStream } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ReadableStream } from "node:stream/web";

const [url, file] = process.argv.slice(2);
try {
  // Node's fetch gives up a connection after 10 s by itself; this bounds the name lookup and the answer too.
  const deadline = new AbortController();
  const timer = setTimeout(() => deadline.abort(new Error("no answer within 15 s")), 15_000);
  const response = await fetch(url!, { signal: deadline.signal });
  clearTimeout(timer);
  if (!response.ok || !response.body) throw new Error(`HTTP ${response.status}`);
  await pipeline(Readable.fromWeb(response.body as ReadableStream), createWriteStream(file!, { mode: 0o600 }));
} catch (error) {
  const cause = (error as Error).cause;
  process.stderr.write(`${cause instanceof Error ? cause.message : (error as Error).message}\n`);
  process.exitCode = 1;
}
