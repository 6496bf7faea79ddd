/** Registries, asked by the engine, so that its mirrors, certificates and network count, with the logins of its client. */
import type Docker from "dockerode";
import type { LockedImage } from "../infra/images-lock.ts";
import { parseReference } from "../infra/references.ts";
import { engineMessage, engineStatus, orAbsent } from "./client.ts";
import { loginFor } from "./registry-login.ts";

export type RegistryFault = "login" | "absent" | "unreachable";

/** What a registry refused, in words with a fix. */
export class RegistryError extends Error {
  readonly fault: RegistryFault;
  constructor(reference: string, said: string) {
    const fault = faultOf(said);
    super(words(reference, fault, said.replace(/^\(HTTP code \d+\) [^-]*- /, "").trim().split("\n")[0]!));
    this.name = "RegistryError";
    this.fault = fault;
  }
}

export function faultOf(said: string): RegistryFault {
  if (/unauthorized|authentication required|no basic auth|denied|forbidden/i.test(said)) return "login";
  return /manifest unknown|name unknown|not found|no such (image|manifest)/i.test(said) ? "absent" : "unreachable";
}

function words(reference: string, fault: RegistryFault, said: string): string {
  const host = parseReference(reference).registry;
  switch (fault) {
    case "login":
      return `${reference}: the registry ${host} lets nobody in without a login that it knows: ${said}\n  fix: docker login ${host}, as the user who runs this`;
    case "absent":
      return `${reference}: the registry ${host} does not have it: ${said}\n  fix: ./sutazai images lock --check names every reference that its registry lacks`;
    case "unreachable":
      return `${reference}: the registry ${host} does not answer the engine: ${said}\n  fix: check its address, its certificate and the engine's proxy; sutazai:registry.mirror names another, sutazai:imageSource lab needs none`;
  }
}

/** The digest that a registry has under a reference, with its platforms; undefined when it has nothing there. @throws RegistryError */
export async function describe(docker: Docker, reference: string): Promise<LockedImage | undefined> {
  const authconfig = await loginFor(parseReference(reference).registry);
  try {
    const { Descriptor, Platforms } = await docker.getImage(reference).distribution(authconfig ? { authconfig } : {});
    const platforms = [...new Set((Platforms ?? []).map((p) => [p.os, p.architecture, p.variant].filter(Boolean).join("/")))].filter((p) => !p.includes("unknown")).sort();
    return { digest: Descriptor.digest, ...(platforms.length > 0 ? { platforms } : {}) };
  } catch (error) {
    if (engineStatus(error) === undefined) throw error;
    const fault = new RegistryError(reference, engineMessage(error));
    if (fault.fault === "absent") return undefined;
    throw fault;
  }
}

/** Whether the engine has it already. */
export async function isHere(docker: Docker, reference: string): Promise<boolean> {
  return (await orAbsent(docker.getImage(reference).inspect())) !== undefined;
}

/** Pulls what the engine does not have. @throws RegistryError */
export async function pull(docker: Docker, reference: string): Promise<void> {
  if (await isHere(docker, reference)) return;
  const authconfig = (await loginFor(parseReference(reference).registry)) ?? {};
  await answered(reference, async () => ended(docker, await docker.pull(reference, { authconfig })));
}

/** Pushes an image of the engine under another name, and leaves no such name behind. Returns its digest there. @throws RegistryError */
export async function push(docker: Docker, tag: string, target: string): Promise<string> {
  const authconfig = (await loginFor(parseReference(target).registry)) ?? {};
  const colon = target.lastIndexOf(":");
  const name = { repo: target.slice(0, colon), tag: target.slice(colon + 1) };
  await docker.getImage(tag).tag(name);
  try {
    const said = await answered(target, async () => ended(docker, await docker.getImage(name.repo).push({ tag: name.tag, authconfig })));
    return said.flatMap((line) => line.aux?.Digest ?? []).at(-1) ?? "";
  } finally {
    await docker.getImage(target).remove().catch(() => {});
  }
}

interface Line {
  readonly error?: string;
  readonly aux?: { readonly Digest?: string };
}

/** Reads an answer of the engine to its end; an error may come in the middle of it. */
async function ended(docker: Docker, stream: NodeJS.ReadableStream): Promise<Line[]> {
  const lines = await new Promise<Line[]>((resolve, reject) => docker.modem.followProgress(stream, (error, all) => (error ? reject(error) : resolve(all as Line[]))));
  const failed = lines.find((line) => line.error !== undefined);
  if (failed) throw Object.assign(new Error(failed.error), { statusCode: 500 });
  return lines;
}

async function answered<T>(reference: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw engineStatus(error) === undefined ? error : new RegistryError(reference, engineMessage(error));
  }
}
