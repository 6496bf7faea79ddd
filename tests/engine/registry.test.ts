/** Real registries: locked digests, a tag that moves, a mirror, a login, and images pushed and pulled back. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { pack } from "tar-stream";
import type { ServiceInput } from "../../infra/service.ts";
import { isHere, pull, push } from "../../engine/registry.ts";
import { serve } from "./catalogue.ts";
import { minutes, TestStack } from "./harness.ts";

const USER = "tester";
const PASSWORD = "a-password-of-tests";
/** What `htpasswd -nbB` makes of the two. */
const HTPASSWD = "tester:$2y$05$sutazaitestssutazaiteO8ExSoMl.NHRQk9Lt/lmjgmW3yok2mPW\n";

const registry = (name: string, host: number, more: Partial<ServiceInput>): ServiceInput => ({
  ...serve(name),
  image: { built: "lab-registry" },
  volumes: [{ volume: `${name}-data`, target: "/var/lib/registry" }],
  ports: [{ host, container: 5000 }],
  health: { class: "infra", check: { http: { port: 5000, path: "/" } } },
  ...more,
});
const login = { REGISTRY_AUTH: "htpasswd", REGISTRY_AUTH_HTPASSWD_REALM: "tests", REGISTRY_AUTH_HTPASSWD_PATH: "/run/secrets/htpasswd" };
const registries = [
  registry("open", 10050, {}),
  registry("closed", 10051, { env: login, files: [{ target: "/run/secrets/htpasswd", content: HTPASSWD }] }),
  serve("seed", { networks: ["backend"] }),
];

const upstream = (name: string, reference: string) => serve(name, { image: { upstream: reference, lab: "test-serve" } });
const services = [upstream("one", "test/serve:1.0.0"), upstream("two", "test/serve:1.1.0"), serve("own")];

interface LockReport {
  readonly written: boolean;
  readonly images: readonly { reference: string; state: string; locked?: string; found?: string }[];
}

let host: TestStack;
let stack: TestStack;
let folder: string;
/** Addresses of the two registries. */
let open: string;
let closed: string;
/** Ids of two images that differ in a label. */
let first: string;
let second: string;

const states = (report: LockReport) => Object.fromEntries(report.images.map((i) => [i.reference, i.state]));
const lock = () => JSON.parse(readFileSync(join(folder, "lock.json"), "utf8")) as Record<string, { digest: string }>;
const imageIdOf = async (of: TestStack, service: string) => (await of.container(service).inspect()).Image;
const imageOf = (service: string) => imageIdOf(stack, service);

/** Registry mode, with a mirror and a place for pushes. */
function registryMode(mirror: string, place: string): void {
  const settings = readFileSync(stack.settingsFile, "utf8").replace("imageSource: lab", "imageSource: registry").replace(/ {2}sutazai:registry:.*\n(?: {4}.*\n)*/, "");
  writeFileSync(stack.settingsFile, settings.replace("config:\n", `config:\n  sutazai:registry: {mirror: "${mirror}", push: "${place}", lock: "${join(folder, "lock.json")}"}\n`));
}

/** The logins of the engine's client: none, or one for the closed registry. */
function clientHas(auths: object): void {
  writeFileSync(join(folder, "config.json"), JSON.stringify({ auths }));
}
const theLogin = () => ({ [closed]: { auth: Buffer.from(`${USER}:${PASSWORD}`).toString("base64") } });

const at = (place: string, tag: string) => `${place}/docker.io/test/serve:${tag}`;

/** Builds the seed's image with a label more. Returns its id. */
async function variant(label: string): Promise<string> {
  const { docker } = host;
  const seed = (await docker.getImage(await imageIdOf(host, "seed")).inspect()).RepoTags[0]!;
  const context = pack();
  context.entry({ name: "Dockerfile" }, `FROM ${seed}\nLABEL variant=${label}\n`);
  context.finalize();
  const tag = `${host.name}-variant:${label}`;
  const stream = await docker.buildImage(context as unknown as NodeJS.ReadableStream, { t: tag });
  await new Promise<void>((resolve, reject) => docker.modem.followProgress(stream, (error) => (error ? reject(error) : resolve())));
  return (await docker.getImage(tag).inspect()).Id;
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "sutazai-registry-"));
  process.env.DOCKER_CONFIG = folder;
  host = await TestStack.create({ services: registries });
  [open, closed] = [10050, 10051].map((port) => `127.0.0.1:${host.portOffset + port}`) as [string, string];
  clientHas({});
  await host.exits(0, "up", "--json");
  [first, second] = [await variant("first"), await variant("second")];
  for (const tag of ["1.0.0", "1.1.0"]) await push(host.docker, first, at(open, tag));
  stack = await TestStack.create({ services });
  registryMode(open, `${closed}/ours`);
}, minutes(8));

afterAll(async () => {
  const ends = await Promise.allSettled([stack?.dispose(), host?.dispose()]);
  const docker = host.docker;
  for (const image of await docker.listImages()) {
    const names = [...(image.RepoTags ?? []), ...(image.RepoDigests ?? [])];
    for (const name of names.filter((n) => n.startsWith(`${host.name}-`) || n.startsWith(`${open}/`) || n.startsWith(`${closed}/`))) await docker.getImage(name).remove({ force: true }).catch(() => {});
  }
  rmSync(folder, { recursive: true, force: true });
  delete process.env.DOCKER_CONFIG;
  for (const end of ends) if (end.status === "rejected") throw end.reason;
}, minutes(6));

test("what is not locked is found by a check; lock writes the digests that the registry has", async () => {
  expect(states((await stack.exits(2, "images", "lock", "--check", "--json")).json())).toEqual({ "test/serve:1.0.0": "new", "test/serve:1.1.0": "new" });
  const report = (await stack.exits(0, "images", "lock", "--json")).json<LockReport>();
  const digests = report.images.map((i) => i.found);
  expect({ written: report.written, states: states(report), sha: digests.map((d) => /^sha256:[0-9a-f]{64}$/.test(d ?? "")), same: new Set(digests).size }).toEqual({
    written: true,
    states: { "test/serve:1.0.0": "new", "test/serve:1.1.0": "new" },
    sha: [true, true],
    same: 1,
  });
  expect(lock()).toEqual(Object.fromEntries(["1.0.0", "1.1.0"].map((tag) => [`test/serve:${tag}`, { digest: digests[0], platforms: [expect.stringMatching(/^linux\//)] }])));
  const again = (await stack.exits(0, "images", "lock", "--check", "--json")).json<LockReport>();
  expect({ written: again.written, states: states(again) }).toEqual({ written: false, states: { "test/serve:1.0.0": "same", "test/serve:1.1.0": "same" } });
}, minutes(2));

interface Image {
  readonly name: string;
  readonly kind: string;
  readonly reference: string;
  readonly built: boolean;
}

test("images build makes the named image and what it stands on, pulls nothing else and starts nothing", async () => {
  const { images } = (await stack.exits(0, "images", "build", "test-serve", "--json")).json<{ images: Image[] }>();
  expect(images.map((i) => [i.name, i.built])).toEqual([["lab-debian", true], ["test-serve", true]]);
  const all = (await stack.exits(0, "images", "list", "--json")).json<{ images: Image[] }>().images;
  expect(all.map((i) => [i.name, i.kind, i.built])).toEqual([["lab-debian", "distribution", true], ["test-serve", "service", true], ["test/serve:1.0.0", "upstream", false], ["test/serve:1.1.0", "upstream", false]]);
  expect(await stack.ids()).toEqual({});
}, minutes(3));

test("up pulls the locked digests through the mirror, and status names them", async () => {
  await stack.exits(0, "up", "--json");
  expect([await imageOf("one"), await imageOf("two")]).toEqual([first, first]);
  const { services: seen } = (await stack.exits(0, "status", "--json")).json<{ services: { name: string; image: string }[] }>();
  const images = Object.fromEntries(seen.map((s) => [s.name, s.image]));
  expect(images.one).toBe(`${at(open, "1.0.0")}@${lock()["test/serve:1.0.0"]!.digest}`);
  await stack.pulumi("preview", "--expect-no-changes");
}, minutes(4));

test("sizes: layers that several images have are on disk once", async () => {
  const { size } = await stack.docker.getImage(first).inspect().then((i) => ({ size: i.Size }));
  const { images, ...sums } = (await stack.exits(0, "images", "sizes", "--json")).json<{ images: { bytes: number; shared: number; unique: number }[] }>();
  expect(sums).toEqual({ stack: stack.name, services: 3, onDisk: size, alone: 3 * size, missing: [] });
  expect(images.map((i) => [i.bytes, i.shared, i.unique])).toEqual(Array(3).fill([size, size, 0]));
}, minutes(1));

test("a tag that moves is refused by name with both digests; up goes on with the locked one", async () => {
  const before = { ids: await stack.ids(), lock: readFileSync(join(folder, "lock.json"), "utf8"), digest: lock()["test/serve:1.0.0"]!.digest };
  const moved = await push(host.docker, second, at(open, "1.0.0"));
  for (const command of [["images", "lock", "--check"], ["images", "lock"]]) {
    const refused = await stack.exits(2, ...command);
    expect(refused.stdout).toContain(`test/serve:1.0.0: MOVED: locked ${before.digest}, its registry now has ${moved}`);
  }
  expect((await stack.exits(0, "up", "--json")).json<{ changed: number }>().changed).toBe(0);
  expect({ ids: await stack.ids(), lock: readFileSync(join(folder, "lock.json"), "utf8") }).toEqual({ ids: before.ids, lock: before.lock });
}, minutes(4));

test("an engine without the image pulls the locked digest, not the tag that moved", async () => {
  await stack.exits(0, "down", "--json");
  await stack.docker.getImage(first).remove({ force: true });
  await stack.exits(0, "up", "--json");
  expect([await imageOf("one"), await imageOf("two")]).toEqual([first, first]);
}, minutes(5));

test("accepted by name, the new digest is deployed, and nothing else changes", async () => {
  const two = await stack.container("two").inspect();
  await stack.exits(0, "images", "lock", "--accept", "test/serve:1.0.0");
  await stack.exits(0, "up", "--json");
  expect([await imageOf("one"), await imageOf("two"), (await stack.container("two").inspect()).Id]).toEqual([second, first, two.Id]);
}, minutes(4));

interface Pushed {
  readonly images: readonly { name: string; reference: string; digest: string; state: string }[];
}

test("a built image is pushed only with the login, once, and comes back as it was", async () => {
  const refused = await stack.exits(3, "images", "push", "test-serve");
  expect(refused.stderr).toContain(`fix: docker login ${closed}`);
  clientHas(theLogin());
  const { images } = (await stack.exits(0, "images", "push", "test-serve", "--json")).json<Pushed>();
  const again = (await stack.exits(0, "images", "push", "test-serve", "--json")).json<Pushed>();
  expect({ states: [...images, ...again.images].map((i) => [i.name, i.state]), digest: again.images[0]!.digest }).toEqual({ states: [["test-serve", "pushed"], ["test-serve", "there"]], digest: images[0]!.digest });
  const { reference } = images[0]!;
  expect(await isHere(stack.docker, reference)).toBe(false);
  await pull(stack.docker, reference);
  expect((await stack.docker.getImage(reference).inspect()).Id).toBe(await imageOf("own"));
}, minutes(3));

test("a mirror with a login: refused without it before anything is replaced, and nothing is replaced with it", async () => {
  for (const [id, tag] of [[second, "1.0.0"], [first, "1.1.0"]] as const) await push(stack.docker, id, at(closed, tag));
  clientHas({});
  registryMode(closed, `${closed}/ours`);
  const before = await stack.ids();
  for (const [code, ...command] of [[3, "images", "lock", "--check"], [1, "up"]] as const) {
    const refused = await stack.exits(code, ...command);
    expect(refused.output).toContain(`fix: docker login ${closed}`);
    expect(refused.output).not.toContain(PASSWORD);
  }
  clientHas(theLogin());
  await stack.exits(0, "images", "lock", "--check");
  await stack.exits(0, "up", "--json");
  expect(await stack.ids()).toEqual(before);
  const state = readFileSync(stack.stateFile, "utf8");
  expect([PASSWORD, theLogin()[closed]!.auth].filter((secret) => state.includes(secret))).toEqual([]);
}, minutes(5));
