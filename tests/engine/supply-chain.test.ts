/** The way from a package list to an image, for real: the resolver, builds made twice, and what an image is found to hold. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { pack } from "tar-stream";
import { entriesOf, imageContent } from "../../ops/images/content.ts";
import { packImage } from "../../ops/images/pack.ts";
import { findSyft } from "../../ops/images/syft.ts";
import { readImage } from "../../ops/transient.ts";
import { serve } from "./catalogue.ts";
import { cyclonedxErrors } from "../schemas.ts";
import { minutes, ROOT, TestStack } from "./harness.ts";

const filesOf = (image: string) => readImage(stack.docker, image, entriesOf);
const cache = process.env.SUTAZAI_CACHE ?? join(process.env.HOME ?? homedir(), ".cache", "sutazai");
const syft = await findSyft({ root: ROOT, cache });
/** Building syft takes minutes, so it must not happen here; what is skipped is not counted as passed. */
const withSyft = syft === undefined ? test.skip : test;
if (syft === undefined) console.warn("bills of materials are not tested: syft is neither on PATH nor built; ./sutazai images sbom builds it");

let stack: TestStack;

beforeAll(async () => {
  stack = await TestStack.create({ services: [serve("page"), serve("python", { image: { built: "python-agent-base" } })] });
  await stack.exits(0, "images", "build", "--json");
}, minutes(6));

afterAll(async () => {
  const built = (await stack.docker.listImages()).flatMap((i) => i.RepoTags ?? []).filter((tag) => tag.startsWith(`${stack.name}-twice:`));
  for (const tag of built) await stack.docker.getImage(tag).remove({ force: true });
  await stack.dispose();
}, minutes(3));

interface Checked {
  readonly conflicts: number;
  readonly environments: readonly { readonly resolved?: number; readonly conflicts: readonly { readonly requirements: readonly { readonly text: string }[]; readonly minimal: boolean; readonly changes: readonly { readonly name: string; readonly from: string; readonly to: string }[] }[] }[];
}

test("the report's package lists: a real resolver finds the two pairs that exclude each other and what lets all resolve", async () => {
  const checked = (await stack.exits(2, "deps", "check", join(ROOT, "tests/fixtures/report-lists"), "--json")).json<Checked>();
  const [environment] = checked.environments;
  expect(environment!.conflicts.map((c) => [c.requirements.map((r) => r.text).sort(), c.minimal, c.changes[0]!.name, c.changes[0]!.from])).toEqual([
    [["httpx==0.28.1", "ollama==0.3.0"], true, "ollama", "0.3.0"],
    [["langchain==0.3.11", "numpy==2.1.3"], true, "langchain", "0.3.11"],
  ]);
  expect(environment!.resolved).toBeGreaterThan(50);
}, minutes(4));

/** Builds a context with the classic builder and without any cache. Returns the image's tag. */
async function buildAgain(context: string, base: string, label: string): Promise<string> {
  const archive = pack();
  for (const name of readdirSync(context)) archive.entry({ name, mode: 0o644 }, readFileSync(join(context, name)));
  archive.finalize();
  const tag = `${stack.name}-twice:${label}`;
  const stream = await stack.docker.buildImage(archive as unknown as NodeJS.ReadableStream, { t: tag, nocache: true, rm: true, forcerm: true, buildargs: { BASE: base } });
  await ended(stream);
  return tag;
}

const ended = (stream: NodeJS.ReadableStream) =>
  new Promise<void>((resolve, reject) => stack.docker.modem.followProgress(stream, (error, lines: { error?: string }[]) => (error ?? lines.find((l) => l.error) ? reject(error ?? new Error(lines.find((l) => l.error)!.error)) : resolve())));

test("a Python base built twice from nothing holds the same files, bit for bit, but for their times, the same content digest, and packed the same id", async () => {
  const { images } = (await stack.exits(0, "images", "list", "--json")).json<{ images: { name: string; reference: string }[] }>();
  const base = images.find((i) => i.name === "lab-python")!.reference;
  const context = join(ROOT, "images/bases/python-agent-base");
  const tags = [await buildAgain(context, base, "first"), await buildAgain(context, base, "second")] as const;
  const [first, second] = [await filesOf(tags[0]), await filesOf(tags[1])];
  expect([...second].filter(([path, entry]) => first.get(path) !== entry)).toEqual([]);
  expect({ size: second.size, python: second.has("opt/venv/bin/uvicorn") }).toEqual({ size: first.size, python: true });
  const [one, two] = [await imageContent(stack.docker, tags[0]), await imageContent(stack.docker, tags[1])];
  expect(two).toEqual(one);
  // What the provider built by BuildKit, of the same context, holds the same too.
  const listed = (await stack.exits(0, "images", "content", "python-agent-base", "lab-python", "--json")).json<{ images: { name: string; content: string }[] }>().images;
  expect(Object.fromEntries(listed.map((i) => [i.name, i.content === one.content]))).toEqual({ "python-agent-base": true, "lab-python": false });

  // Packed, both have one id, which is the engine's when it loads the archive.
  const folder = mkdtempSync(join(tmpdir(), "sutazai-pack-"));
  try {
    const ids: string[] = [];
    for (const [i, tag] of tags.entries()) ids.push((await packImage(stack.docker, tag, folder, join(folder, `${i}.tar`))).id);
    expect(ids[1]).toBe(ids[0]);
    expect((await stack.docker.getImage(tags[0]).inspect()).Id).not.toBe(ids[0]);
    await ended(await stack.docker.loadImage(join(folder, "0.tar")));
    expect((await stack.docker.getImage(tags[0]).inspect()).Id).toBe(ids[0]);
    expect(await filesOf(tags[0])).toEqual(first);

    const written = (await stack.exits(0, "images", "pack", "lab-python", "--out", folder, "--json")).json<{ images: { name: string; id: string; file: string; sha256: string }[] }>().images;
    expect(written.map((i) => [i.name, /^sha256:[0-9a-f]{64}$/.test(i.id), i.file])).toEqual([["lab-python", true, join(folder, "lab-python.tar")]]);
    expect(readdirSync(folder).sort()).toEqual(["0.tar", "1.tar", "lab-python.tar"]);
  } finally {
    rmSync(folder, { recursive: true });
  }
}, minutes(8));

interface Documents {
  readonly images: readonly { readonly name: string; readonly file: string }[];
}

withSyft("a bill of materials in both formats, with the packages that are there; the licences of them", async () => {
  const [cyclonedx, spdx] = [(await stack.exits(0, "images", "sbom", "python-agent-base", "--json")).json<Documents>(), (await stack.exits(0, "images", "sbom", "python-agent-base", "--format", "spdx", "--json")).json<Documents>()];
  const read = (documents: Documents) => JSON.parse(readFileSync(documents.images[0]!.file, "utf8")) as { specVersion: string; components: { name: string; purl?: string }[]; packages: { name: string }[] };
  expect(cyclonedxErrors(read(cyclonedx))).toEqual([]);
  const names = read(cyclonedx).components.map((c) => c.name);
  expect(["fastapi", "uvicorn", "libc6"].filter((name) => !names.includes(name))).toEqual([]);
  expect(read(spdx).packages.map((p) => p.name)).toEqual(expect.arrayContaining(["fastapi", "libc6"]));
  const { licences } = (await stack.exits(0, "images", "licences", "python-agent-base", "--json")).json<{ licences: { licence: string; packages: string[] }[] }>();
  expect(licences.find((l) => l.licence === "MIT")?.packages).toEqual(expect.arrayContaining([expect.stringMatching(/^fastapi /)]));
}, minutes(4));

withSyft("a scan with a file of records: the gate closes at its severity and not above it", async () => {
  const file = `${stack.settingsFile}.osv.json`;
  const range = { type: "ECOSYSTEM", events: [{ introduced: "0" }, { fixed: "99999" }] };
  writeFileSync(file, JSON.stringify([{ id: "TEST-1", database_specific: { severity: "MODERATE" }, affected: [{ package: { ecosystem: "PyPI", name: "fastapi" }, ranges: [range] }] }]));
  const closed = await stack.exits(2, "images", "scan", "python-agent-base", "--database", file, "--fail-on", "medium", "--json");
  expect(closed.json<{ images: { image: string; vulnerabilities: { id: string; package: { name: string } }[] }[] }>().images.map((i) => [i.image, i.vulnerabilities.map((v) => `${v.id} ${v.package.name}`)])).toEqual([["python-agent-base", ["TEST-1 fastapi"]]]);
  await stack.exits(0, "images", "scan", "python-agent-base", "--database", file, "--fail-on", "high");
}, minutes(4));
