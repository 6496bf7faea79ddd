/**
 * As much of gRPC as an analyzer needs: unencrypted calls from this machine, one message each way. The general library
 * takes as long to load as all rules, and its calls twice as long as these.
 */
import { createServer, type IncomingHttpHeaders, type ServerHttp2Stream } from "node:http2";
import type { AddressInfo } from "node:net";

/** Answers a message; an error reaches the caller with its words. */
export type Method = (request: Buffer) => Buffer | Promise<Buffer>;

/** The length of what goes before a message: whether it is compressed, and how long it is. */
const PREFIX = 5;
/** The resources of a whole stack come in one message. */
const WINDOW = 16 * 2 ** 20;
const OK = 0;
const UNKNOWN = 2;
const UNIMPLEMENTED = 12;

/**
 * Serves on a free port of this machine, which it gives to `listening`.
 * @param service its whole name
 * @returns ends it; open calls are still answered
 */
export function serveMethods(service: string, methods: Readonly<Record<string, Method>>, listening: (port: number) => void): () => void {
  const byPath = new Map(Object.entries(methods).map(([name, method]) => [`/${service}/${name}`, method]));
  // Node would refuse calls while a session buffers more than 10 MB.
  const server = createServer({ settings: { initialWindowSize: WINDOW }, maxSessionMemory: Number.MAX_SAFE_INTEGER });
  server.on("session", (session) => session.setLocalWindowSize(WINDOW));
  server.on("stream", (stream, headers) => serveCall(stream, headers, byPath));
  server.on("error", (error) => {
    throw error;
  });
  server.listen(0, "127.0.0.1", () => listening((server.address() as AddressInfo).port));
  return () => void server.close();
}

function serveCall(stream: ServerHttp2Stream, headers: IncomingHttpHeaders, methods: ReadonlyMap<string, Method>): void {
  const path = headers[":path"]!;
  const method = methods.get(path);
  const chunks: Buffer[] = [];
  stream.on("data", (chunk: Buffer) => chunks.push(chunk));
  // The engine takes back a call that it has no use for any more.
  stream.on("error", () => undefined);
  stream.on("end", () => {
    if (stream.destroyed) return;
    if (method === undefined) return refuse(stream, UNIMPLEMENTED, `this analyzer has no method ${path}`);
    try {
      const answer = method(messageIn(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)));
      if (Buffer.isBuffer(answer)) respond(stream, answer);
      else answer.then((message) => respond(stream, message)).catch((error: Error) => refuse(stream, UNKNOWN, error.message));
    } catch (error) {
      refuse(stream, UNKNOWN, (error as Error).message);
    }
  });
}

function messageIn(sent: Buffer): Buffer {
  if (sent.length < PREFIX || sent[0] !== 0 || sent.readUInt32BE(1) !== sent.length - PREFIX) throw new Error("the engine sent something else than one message without compression");
  return sent.subarray(PREFIX);
}

const HEADERS = { ":status": 200, "content-type": "application/grpc+proto" };

function respond(stream: ServerHttp2Stream, message: Buffer): void {
  if (stream.destroyed) return;
  stream.respond(HEADERS, { waitForTrailers: true });
  stream.on("wantTrailers", () => stream.sendTrailers({ "grpc-status": OK }));
  const framed = Buffer.allocUnsafe(PREFIX + message.length);
  framed[0] = 0;
  framed.writeUInt32BE(message.length, 1);
  message.copy(framed, PREFIX);
  stream.end(framed);
}

function refuse(stream: ServerHttp2Stream, status: number, words: string): void {
  if (!stream.destroyed) stream.respond({ ...HEADERS, "grpc-status": status, "grpc-message": encodeURI(words.toWellFormed()) }, { endStream: true });
}
