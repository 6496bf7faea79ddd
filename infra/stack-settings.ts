/**
 * The settings of a stack: `Pulumi.<stack>.yaml` of the repository, overlaid by this machine's own
 * `.sutazai/stacks/Pulumi.<stack>.yaml` (written by `pulumi config set`, ignored by git). Pure: takes the two texts.
 */
import { z } from "zod";
import { LineCounter, parseDocument } from "yaml";
import { ENVIRONMENTS, PROFILES } from "./classes.ts";
import { PROJECT } from "./names.ts";
import type { Problem } from "./problems.ts";
import { zodProblems } from "./zod-problems.ts";
import { formatCpus, parseMebibytes } from "./units.ts";
import { parseSubnet } from "./subnets.ts";

const ipAddress = z.ipv4("an IPv4 address of this host, such as 127.0.0.1");
const subnet = z.string().refine((text) => parseSubnet(text) !== undefined, "an IPv4 network with host bits 0, such as 172.20.1.0/24");

/** `host[:port][/folder]`: what a reference may begin with. */
const registryPlace = z.string().regex(/^(?=[^/]*[.:]|localhost(?:\/|$))[a-z0-9]+(?:[.-]+[a-z0-9]+)*(?::\d{1,5})?(?:\/[a-z0-9]+(?:[._-]+[a-z0-9]+)*)*$/, "host[:port][/folder] in lower case, without https://, such as registry.corp:5000/mirror");

const ServiceOverride = z.strictObject({
  env: z.record(z.string(), z.string()).optional(),
  /** The provider keeps some numbers only to a tenth (formatCpus), and 0.04 would become none, which means no limit. */
  cpus: z.number().positive("CPUs above 0").refine((n) => Number(formatCpus(n)) === n, "CPUs that the provider keeps exactly: tenths, such as 0.5, or hundredths from 0.1 to 9.99").optional(),
  memory: z.string().refine((t) => parseMebibytes(t) !== undefined, 'a size with a unit, such as "512 MB"').optional(),
});

export const StackSettingsSchema = z.strictObject({
  environment: z.enum(ENVIRONMENTS),
  /** Where images come from; `auto` takes the registry if it answers, and keeps to its first choice on a machine. */
  imageSource: z.enum(["auto", "lab", "registry"]).default("auto"),
  registry: z
    .strictObject({
      /** Upstream images are read from here, each under its full name. */
      mirror: registryPlace.optional(),
      /** `images push` writes the images built here to it. */
      push: registryPlace.optional(),
      /** The lock file of another catalogue, instead of images.lock.json. */
      lock: z.string().min(1).optional(),
    })
    .default({}),
  profiles: z.array(z.enum(PROFILES)).min(1).default(["default"]),
  /** What to do when the host is smaller than a limit: refuse, or shrink the limits to it. */
  fit: z.enum(["refuse", "clamp"]).default("refuse"),
  /** Address that published ports bind to. */
  bind: ipAddress.default("127.0.0.1"),
  /** Address for ports that a service declares public. */
  publicBind: ipAddress.default("127.0.0.1"),
  /** Added to every host port, so that several stacks live on one engine. */
  portOffset: z.int().min(0).max(50_000).default(0),
  subnets: z.strictObject({ frontend: subnet, backend: subnet, database: subnet, monitoring: subnet, access: subnet }),
  /** Environment of every service, over the catalogue's. */
  env: z.record(z.string(), z.string()).default({}),
  services: z.record(z.string(), ServiceOverride).default({}),
  /** Own build contexts by image name: `backend: ../my/backend`. */
  contexts: z.record(z.string(), z.string().min(1)).default({}),
  /** Only these services and what they need. */
  only: z.array(z.string()).default([]),
  /** Module that exports `catalogue`, instead of the platform's own. */
  catalogue: z.string().optional(),
  engine: z.enum(["standalone"], 'standalone ("swarm" is not built yet)').default("standalone"),
});

export type StackSettings = z.output<typeof StackSettingsSchema>;

/** Keys that the program keeps in the same place but that are no settings. */
const NOT_SETTINGS = new Set(["secrets"]);

export interface SettingsFile {
  /** As printed in messages. */
  readonly path: string;
  readonly text: string;
}

/** Reads and joins the files, later ones win key by key; all problems come with file and line. */
export function parseSettings(stack: string, files: readonly SettingsFile[]): { settings?: StackSettings; problems: Problem[] } {
  const problems: Problem[] = [];
  const merged: Record<string, unknown> = {};
  const origin = new Map<string, string>();
  for (const file of files) {
    const lines = new LineCounter();
    const document = parseDocument(file.text, { lineCounter: lines, uniqueKeys: true, version: "1.2" });
    for (const error of document.errors) {
      problems.push({ path: `${file.path}:${error.linePos?.[0].line ?? 1}`, rule: "valid YAML", got: error.message.split("\n")[0]!, fix: "correct the line" });
    }
    if (document.errors.length > 0) continue;
    const config = document.get("config") as { items?: { key: { value: unknown; range?: [number, number, number] } }[] } | undefined | null;
    const values = (document.toJS({ maxAliasCount: 50 }) as { config?: Record<string, unknown> } | null)?.config ?? {};
    for (const item of config?.items ?? []) {
      const key = String(item.key.value);
      const line = lines.linePos(item.key.range?.[0] ?? 0).line;
      if (!key.startsWith(`${PROJECT}:`)) continue;
      const name = key.slice(PROJECT.length + 1);
      if (NOT_SETTINGS.has(name)) continue;
      merged[name] = fromCommandLine(name, values[key]);
      origin.set(name, `${file.path}:${line}`);
    }
  }
  if (problems.length > 0) return { problems };
  const result = StackSettingsSchema.safeParse(merged);
  if (result.success) return { settings: result.data, problems };
  const file = files[0]?.path ?? `Pulumi.${stack}.yaml`;
  return {
    problems: zodProblems(result.error, merged, (path) => {
      const where = origin.get(String(path[0])) ?? file;
      return path.length > 0 ? `${where} ${PROJECT}:${path.map((p) => (typeof p === "number" ? `[${p}]` : String(p))).join(".").replaceAll(".[", "[")}` : where;
    }),
  };
}

/** `pulumi config set` writes every plain value as text; numbers come back as numbers where a number belongs. */
function fromCommandLine(name: string, value: unknown): unknown {
  if (name === "portOffset" && typeof value === "string" && /^\d+$/.test(value)) return Number(value);
  return value;
}
