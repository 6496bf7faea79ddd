/** The server is asked by the general library of gRPC. */
import { once } from "node:events";
import { connect as connectHttp2 } from "node:http2";
import { connect } from "node:net";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { credentials, makeGenericClientConstructor, type Client } from "@grpc/grpc-js";
import { serveMethods } from "./grpc.ts";

const bytes = { requestStream: false, responseStream: false, requestSerialize: (value: Buffer) => value, requestDeserialize: (value: Buffer) => value, responseSerialize: (value: Buffer) => value, responseDeserialize: (value: Buffer) => value };
const NAMES = ["Echo", "Later", "Fails", "FailsLater", "Missing"] as const;
const Service = makeGenericClientConstructor(Object.fromEntries(NAMES.map((name) => [name, { ...bytes, path: `/a.Test/${name}` }])), "a.Test");
const WORDS = 'no: "50%"\n\tGrüße \u{1f433} \ud800';
const BIG = 6 * 2 ** 20;
/** On a busy machine. */
const DEADLINE = 30_000;

let client: Client & Record<(typeof NAMES)[number], (request: Buffer, done: (error: object | null, answer: Buffer) => void) => void>;
let port: number;
let close: () => void;

beforeAll(async () => {
  port = await new Promise<number>((resolve) => {
    close = serveMethods("a.Test", {
      Echo: (request) => request,
      Later: async (request) => request,
      Fails: () => { throw new Error(WORDS); },
      FailsLater: () => Promise.reject(new Error(WORDS)),
    }, resolve);
  });
  client = new Service(`127.0.0.1:${port}`, credentials.createInsecure(), { "grpc.max_receive_message_length": -1 }) as never;
});

afterAll(() => {
  client.close();
  close();
});

const call = (name: (typeof NAMES)[number], request = Buffer.alloc(0)) => new Promise<Buffer>((resolve, reject) => client[name](request, (error, answer) => (error ? reject(error as Error) : resolve(answer))));

test("one message goes each way, empty, small or of a whole stack, and many at a time", async () => {
  expect(await call("Echo")).toEqual(Buffer.alloc(0));
  expect(await Promise.all(Array.from({ length: 200 }, (_, i) => call(i % 2 === 0 ? "Echo" : "Later", Buffer.from(`${i}`))))).toEqual(Array.from({ length: 200 }, (_, i) => Buffer.from(`${i}`)));
  const big = Buffer.alloc(BIG, "0123456789a");
  const answers = await Promise.all([call("Echo", big), call("Later", big)]);
  expect(answers.map((answer) => answer.equals(big))).toEqual([true, true]);
}, DEADLINE);

test("a message that is compressed, cut or two is refused with words", async () => {
  const raw = async (body: Buffer) => {
    const session = connectHttp2(`http://127.0.0.1:${port}`);
    const stream = session.request({ ":method": "POST", ":path": "/a.Test/Echo", "content-type": "application/grpc" });
    stream.end(body);
    const [headers] = (await once(stream, "response")) as [Record<string, string>];
    stream.resume();
    session.close();
    return [headers["grpc-status"], decodeURI(headers["grpc-message"]!)];
  };
  const refused = ["2", "the engine sent something else than one message without compression"];
  for (const body of [Buffer.alloc(0), Buffer.from([1, 0, 0, 0, 0]), Buffer.from([0, 0, 0, 0, 2, 1]), Buffer.alloc(10)]) expect(await raw(body)).toEqual(refused);
});

test("an error reaches the caller with its words, and so does a method that nobody has", async () => {
  const told = WORDS.toWellFormed();
  await expect(call("Fails")).rejects.toMatchObject({ code: 2, details: told });
  await expect(call("FailsLater")).rejects.toMatchObject({ code: 2, details: told });
  await expect(call("Missing")).rejects.toMatchObject({ code: 12, details: "this analyzer has no method /a.Test/Missing" });
  expect(await call("Echo", Buffer.from("still there"))).toEqual(Buffer.from("still there"));
});

test("a call that is taken back, and a caller that is gone or speaks otherwise, do no harm", async () => {
  const begun = (client as unknown as { makeUnaryRequest: (...args: unknown[]) => { cancel(): void } }).makeUnaryRequest("/a.Test/Later", (value: Buffer) => value, (value: Buffer) => value, Buffer.alloc(2 ** 20), () => undefined);
  setImmediate(() => begun.cancel());
  const other = connect(port, "127.0.0.1");
  other.write("GET / HTTP/1.1\r\n\r\n");
  const gone = connectHttp2(`http://127.0.0.1:${port}`);
  gone.on("error", () => undefined);
  gone.request({ ":method": "POST", ":path": "/a.Test/Echo" }).on("error", () => undefined).write(Buffer.alloc(10));
  await new Promise((resolve) => setTimeout(resolve, 20));
  other.destroy();
  gone.destroy(new Error("gone"));
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(await call("Later", Buffer.from("a"))).toEqual(Buffer.from("a"));
});
