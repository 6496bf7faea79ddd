import { expect, test } from "@jest/globals";
import { createReadStream, readFileSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { buffer, json } from "node:stream/consumers";
import { gzipSync } from "node:zlib";
import { extract, pack, type Header } from "tar-stream";
import { scratch } from "../../tests/unit/scratch.ts";
import { writeCanonical } from "./canonical.ts";

type File = Partial<Header> & { readonly name: string; readonly body?: string | Buffer };

const tar = (files: readonly File[]): Promise<Buffer> => {
  const made = pack();
  for (const { body, ...header } of files) made.entry(header as Header, body ?? "");
  made.finalize();
  return buffer(made as unknown as Readable);
};

const LONG_AGO = new Date("2020-02-03T04:05:06Z");
const files = (built: Date, body = "a"): File[] => [
  { name: "app", type: "directory", mode: 0o755, mtime: built },
  { name: "app/a", mode: 0o4755, uid: 5, gid: 6, uname: built.toISOString(), body, mtime: built, pax: { "SCHILY.xattr.security.capability": "net_bind", mtime: "1.5" } },
  { name: "app/b", type: "symlink", linkname: "a", mtime: built },
  { name: "app/old", body: "o", mtime: LONG_AGO },
  { name: "var/cache/ldconfig/aux-cache", body: built.toISOString(), mtime: built },
];

interface Build {
  readonly at: Date;
  readonly body?: string;
  readonly user?: string;
  readonly gzip?: boolean;
}

/** An archive as the engine writes it: the same layer twice, the second time as a link. */
async function saved({ at, body = "a", user = "5:6", gzip = false }: Build): Promise<Readable> {
  const layer = await tar(files(at, body));
  const config = {
    container: `c-${at.getTime()}`, container_config: { Hostname: "x" }, created: at.toISOString(), docker_version: "20", os: "linux", architecture: "amd64",
    config: { Hostname: `h${at.getTime()}`, Image: "sha256:parent", User: user, Cmd: ["run"], Env: ["B=1", "A=2"] },
    history: [{ created: at.toISOString(), created_by: "COPY a" }, { created: at.toISOString(), created_by: "USER", empty_layer: true }],
    rootfs: { type: "layers", diff_ids: ["sha256:other", "sha256:other"] },
  };
  const whole = await tar([
    { name: "one/", type: "directory" },
    { name: "one/layer.tar", body: gzip ? gzipSync(layer) : layer },
    { name: "two/layer.tar", type: "symlink", linkname: "../one/layer.tar" },
    { name: "cfg.json", body: JSON.stringify(gzip ? Object.fromEntries(Object.entries(config).reverse()) : config) },
    { name: "manifest.json", body: JSON.stringify([{ Config: "cfg.json", RepoTags: ["x:1"], Layers: ["one/layer.tar", "two/layer.tar"] }]) },
  ]);
  return Readable.from([whole]);
}

async function canonical(archive: Readable) {
  const folder = scratch();
  const file = join(folder, "out.tar");
  return { ...(await writeCanonical(archive, folder, "x:1", file)), file };
}

const built = async (build: Build) => canonical(await saved(build));
const MONDAY: Build = { at: new Date("2026-11-02T10:00:00Z") };
const TUESDAY: Build = { at: new Date("2026-11-03T11:00:00Z") };

test("a build on another day, by another builder, compressed or not, gives the same archive byte for byte", async () => {
  const [one, two] = [await built(MONDAY), await built({ ...TUESDAY, gzip: true })];
  expect([two.id, two.sha256, two.bytes]).toEqual([one.id, one.sha256, one.bytes]);
  expect(readFileSync(two.file).equals(readFileSync(one.file))).toBe(true);
});

test.each<[string, Partial<Build>]>([["file", { body: "b" }], ["user", { user: "7" }]])("another %s gives another id", async (_what, change) => {
  expect((await built({ ...TUESDAY, ...change })).id).not.toBe((await built(MONDAY)).id);
});

test("what is written: the configuration by its digest, each layer once, old times kept, later ones fixed, owners, modes and attributes as they were", async () => {
  const { id, file } = await built(MONDAY);
  const written = new Map<string, Buffer>();
  for await (const entry of createReadStream(file).pipe(extract())) written.set(entry.header.name, await buffer(entry));
  const name = `${id.slice(7)}.json`;
  const layer = [...written.keys()].find((key) => key.endsWith(".tar"))!;
  expect([...written.keys()]).toEqual([name, "manifest.json", layer]);
  expect(JSON.parse(written.get("manifest.json")!.toString())).toEqual([{ Config: name, RepoTags: ["x:1"], Layers: [layer, layer] }]);
  const created = "2026-01-01T00:00:00.000Z";
  const diff = `sha256:${layer.slice(0, -4)}`;
  expect(await json(Readable.from([written.get(name)!]))).toEqual({
    architecture: "amd64", os: "linux", created, config: { Cmd: ["run"], Env: ["B=1", "A=2"], User: "5:6" },
    history: [{ created, created_by: "COPY a" }, { created, created_by: "USER", empty_layer: true }], rootfs: { type: "layers", diff_ids: [diff, diff] },
  });
  const entries: unknown[] = [];
  for await (const entry of Readable.from([written.get(layer)!]).pipe(extract())) {
    const { name: path, type, mode, uid, gid, uname, mtime, linkname, pax } = entry.header as Header & { pax?: object };
    entries.push([path, type, mode, uid, gid, uname, mtime!.toISOString(), linkname, { ...pax }, (await buffer(entry)).toString()]);
  }
  expect(entries).toEqual([
    ["app", "directory", 0o755, 0, 0, "", created, null, {}, ""],
    ["app/a", "file", 0o4755, 5, 6, "", created, null, { path: "app/a", "SCHILY.xattr.security.capability": "net_bind" }, "a"],
    ["app/b", "symlink", 0o644, 0, 0, "", created, "a", {}, ""],
    ["app/old", "file", 0o644, 0, 0, "", LONG_AGO.toISOString(), null, {}, "o"],
  ]);
});

test("an archive that breaks off, or has no manifest, is an error", async () => {
  const whole = await buffer(await saved(MONDAY));
  const half = Readable.from((async function* () {
    yield whole.subarray(0, 1500);
    throw new Error("cut");
  })());
  await expect(canonical(half)).rejects.toThrow("cut");
  await expect(canonical(Readable.from([await tar([{ name: "a", body: "b" }])]))).rejects.toThrow("the engine's archive has no manifest.json");
});
