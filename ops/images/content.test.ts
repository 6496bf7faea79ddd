import { expect, test } from "@jest/globals";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { pack, type Header } from "tar-stream";
import { contentDigest, entriesOf } from "./content.ts";

type File = Partial<Header> & { readonly name: string; readonly body?: string };

function archive(files: readonly File[]): Readable {
  const made = pack();
  for (const { body = "", ...header } of files) made.entry(header, body);
  made.finalize();
  return made as unknown as Readable;
}

const FILES: readonly File[] = [
  { name: "./app/", type: "directory", mode: 0o755, mtime: new Date(1000) },
  { name: "./app/a", mode: 0o644, uid: 5, body: "a", mtime: new Date(1000) },
  { name: "./app/b", type: "symlink", linkname: "a" },
];

const of = async (files: readonly File[], config: object = { User: "5" }) => contentDigest(await entriesOf(archive(files)), config as Record<string, unknown>);

test("times, the order, the way a path is written and ldconfig's cache say nothing", async () => {
  const others = [...FILES].reverse().map((file) => ({ ...file, name: file.name.replace("./", ""), mtime: new Date(9_000_000) }));
  expect(await of([...others, { name: "var/cache/ldconfig/aux-cache", body: "7" }])).toBe(await of(FILES));
});

test.each<[string, File]>([
  ["bytes", { name: "app/a", mode: 0o644, uid: 5, body: "b" }],
  ["mode", { name: "app/a", mode: 0o4644, uid: 5, body: "a" }],
  ["owner", { name: "app/a", mode: 0o644, uid: 6, body: "a" }],
  ["group", { name: "app/a", mode: 0o644, uid: 5, gid: 1, body: "a" }],
  ["kind", { name: "app/a", type: "symlink", linkname: "a", mode: 0o644, uid: 5 }],
  ["path", { name: "app/c", mode: 0o644, uid: 5, body: "a" }],
])("another %s is another content", async (_what, file) => {
  expect(await of([FILES[0]!, file, FILES[2]!])).not.toBe(await of(FILES));
});

test("the way it starts counts; what a builder leaves of its own container and empty fields do not", async () => {
  const left = { Hostname: "abc", Image: "sha256:1", Tty: true, Volumes: null, OnBuild: [], Labels: {}, User: "5" };
  expect(await of(FILES, left)).toBe(await of(FILES));
  expect(await of(FILES, { Labels: { b: "1", a: "2" } })).toBe(await of(FILES, { Labels: { a: "2", b: "1" } }));
  for (const config of [{ User: "6" }, { User: "5", Cmd: ["sh"] }, { User: "5", Env: ["A=1"] }, { User: "5", Healthcheck: { Test: ["NONE"] } }]) expect(await of(FILES, config)).not.toBe(await of(FILES));
});

test("an archive that breaks off is no content", async () => {
  const whole = await buffer(archive(FILES));
  const half = Readable.from((async function* () {
    yield whole.subarray(0, 600);
    throw new Error("cut");
  })());
  await expect(entriesOf(half)).rejects.toThrow("cut");
});
