/** What the plan must know of this machine and this checkout. */
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { isAbsolute, join } from "node:path";
import type Docker from "dockerode";
import { LOCK_FILE, parseLock, upstreamReferences, type ImagesLock } from "../infra/images-lock.ts";
import type { ImageDefinition, ImageSource } from "../infra/images.ts";
import { ENGINE_SOCKET } from "../infra/names.ts";
import { through } from "../infra/references.ts";
import { digest } from "../infra/digest.ts";
import { CONTEXT_IS_FILE, NO_CONTEXT, type HostFacts } from "../infra/plan-types.ts";
import type { ServiceInput } from "../infra/service.ts";
import type { StackSettings } from "../infra/stack-settings.ts";
import { contextHash } from "./context-hash.ts";
import { describe } from "./registry.ts";

/** Where Debian and Ubuntu keep certificates that a company added to a host. */
const EXTRA_CERTIFICATES = "/usr/local/share/ca-certificates";

export interface FactsInput {
  readonly root: string;
  readonly home: string;
  readonly settings: StackSettings;
  readonly catalogue: readonly ServiceInput[];
  readonly images: readonly ImageDefinition[];
  readonly docker: Docker;
}

/** @throws the client's error when the engine does not answer. */
export async function gatherFacts({ root, home, settings, catalogue, images, docker }: FactsInput): Promise<HostFacts> {
  const [info, version] = await Promise.all([docker.info(), docker.version()]);
  const [major = "1", minor = "0"] = version.ApiVersion.split(".");
  return {
    cpus: info.NCPU,
    memory: Math.floor(info.MemTotal / 1024 ** 2),
    api: [Number(major), Number(minor)],
    source: await imageSource(settings, home, docker, upstreamReferences(catalogue, images)[0]),
    checkout: checkoutId(home),
    ...checkoutFacts(root, settings, catalogue, images),
  };
}

/** The client's own where it asks a socket of this machine (a rootless engine has another); else the usual one on the engine's host. */
export function engineSocket(host: string | undefined): string {
  return /^unix:\/\/(\/.+)$/.exec(host ?? "")?.[1] ?? ENGINE_SOCKET;
}

/** The part of the facts that needs no engine. */
export function checkoutFacts(root: string, settings: StackSettings, catalogue: readonly ServiceInput[], images: readonly ImageDefinition[]): Pick<HostFacts, "contexts" | "files" | "certificates" | "engineSocket" | "engineGroup" | "locked"> {
  const socket = engineSocket(process.env.DOCKER_HOST);
  const sources = catalogue.flatMap((s) => (s.files ?? []).flatMap((f) => (f.source ? [f.source] : [])));
  return {
    contexts: new Map(images.map((i) => [i.name, hashOf(contextFolder(root, i.name, i.context, settings))])),
    files: new Map(sources.filter((path) => existsSync(join(root, path))).map((path) => [path, readFileSync(join(root, path), "utf8")])),
    certificates: certificatesDigest(),
    engineSocket: socket,
    // 0 where the socket is not on this machine.
    engineGroup: statSync(socket, { throwIfNoEntry: false })?.gid ?? 0,
    locked: new Map(Object.entries(readLock(root, settings)).map(([reference, { digest: locked }]) => [reference, locked])),
  };
}

/** Where the stack's lock of upstream images is. */
export function lockPath(root: string, { registry: { lock = LOCK_FILE } }: Pick<StackSettings, "registry">): string {
  return isAbsolute(lock) ? lock : join(root, lock);
}

/** @throws ProblemsError when it is no lock file; without a file nothing is locked. */
export function readLock(root: string, settings: Pick<StackSettings, "registry">): ImagesLock {
  const path = lockPath(root, settings);
  return existsSync(path) ? parseLock(readFileSync(path, "utf8"), settings.registry.lock) : {};
}

/** The folder that an image is built from: the stack's own (`contexts`), else the repository's. */
export function contextFolder(root: string, image: string, fallback: string, settings: Pick<StackSettings, "contexts">): string {
  const own = settings.contexts[image];
  return own === undefined ? join(root, fallback) : isAbsolute(own) ? own : join(root, own);
}

function hashOf(folder: string): string {
  const found = statSync(folder, { throwIfNoEntry: false });
  return found === undefined ? NO_CONTEXT : found.isDirectory() ? contextHash(folder) : CONTEXT_IS_FILE;
}

function certificatesDigest(): string {
  if (!existsSync(EXTRA_CERTIFICATES)) return "";
  const names = readdirSync(EXTRA_CERTIFICATES).filter((n) => n.endsWith(".crt")).sort();
  return names.length === 0 ? "" : digest(names.map((n) => readFileSync(join(EXTRA_CERTIFICATES, n), "utf8")));
}

/** `auto` asks the registry once and keeps to the answer on this machine: a network fault must not replace every container. */
async function imageSource({ imageSource: wanted, registry }: StackSettings, home: string, docker: Docker, sample = "busybox:1.36"): Promise<ImageSource> {
  if (wanted !== "auto") return wanted;
  const known = recordedSource(home);
  if (known) return known;
  const source = (await registryAnswers(docker, through(sample, registry.mirror))) ? "registry" : "lab";
  mkdirSync(home, { recursive: true, mode: 0o700 });
  writeFileSync(join(home, SOURCE_RECORD), `${source}\n`);
  return source;
}

const SOURCE_RECORD = "image-source";

/** What `auto` decided on this machine before. */
export function recordedSource(home: string): ImageSource | undefined {
  const record = join(home, SOURCE_RECORD);
  const known = existsSync(record) ? readFileSync(record, "utf8").trim() : undefined;
  return known === "lab" || known === "registry" ? known : undefined;
}

/** Whether the engine can read a public image's manifest, within 8 seconds. */
export async function registryAnswers(docker: Docker, reference: string): Promise<boolean> {
  const ask = describe(docker, reference).then((found) => found !== undefined, () => false);
  const limit = new Promise<boolean>((resolve) => setTimeout(() => resolve(false), 8000).unref());
  return Promise.race([ask, limit]);
}

/** The identity of this checkout, made once. */
export function checkoutId(home: string): string {
  const path = join(home, "id");
  if (!existsSync(path)) {
    mkdirSync(home, { recursive: true, mode: 0o700 });
    try {
      writeFileSync(path, `${randomBytes(4).toString("hex")}\n`, { flag: "wx" });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
  }
  return readFileSync(path, "utf8").trim();
}
