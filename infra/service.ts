/**
 * The schema of a service: what a catalogue entry may say. Every type is inferred from it.
 * Rules that need more than one entry are in rules.ts.
 */
import { z } from "zod";
import { HEALTH_CLASSES, LOG_CLASSES, NETWORKS, PROFILES, RESOURCE_CLASSES, SECURITY_CLASSES, TIERS } from "./classes.ts";
import { GENERATED } from "./generators/names.ts";
import { SERVICE_NAME } from "./names.ts";
import { POLICY_RULES } from "./policy-rules.ts";
import { parseMebibytes, parseSeconds } from "./units.ts";

/** A reference that cannot move: a tag that names a version, or a digest. */
const PINNED = /^(?=.{1,255}$)[a-z0-9]+(?:[._:/-][a-z0-9]+)*(?::(?!latest$|stable$|edge$|nightly$|main$|master$)[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}|@sha256:[0-9a-f]{64}|:[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}@sha256:[0-9a-f]{64})$/;

export const isPinned = (reference: string): boolean => PINNED.test(reference);

const reason = z.string().min(10, "a reason of at least 10 characters");
const name = z.string().max(40).regex(SERVICE_NAME, "lower-case letters, digits and single hyphens, at most 40");
const port = z.int("a port from 1 to 65535").min(1, "a port from 1 to 65535").max(65535, "a port from 1 to 65535");
const urlPath = z.string().startsWith("/", 'a text that begins with "/"');
const absolutePath = z
  .string()
  .regex(/^\/[^:\n\0]*$/, "an absolute path without ':' or line breaks")
  .refine((path) => !path.split("/").includes(".."), "a path without '..'");
const size = z.string().refine((text) => parseMebibytes(text) !== undefined, "a size with a unit, whole MiB and at least 6 MB, such as \"512 MB\"");
const duration = z.string().refine((text) => (parseSeconds(text) ?? 0) > 0, 'a duration with a unit, such as "30s" or "1m30s"');
const user = z.string().regex(/^[1-9]\d*:\d+$/, 'a numeric "uid:gid" with a uid other than 0');
const envName = z.string().regex(/^[A-Za-z_][A-Za-z0-9_.]*$/, "letters, digits, underscores and dots");
const envValue = z.string().max(131_072).refine((text) => !/[\n\0]/.test(text), "a value without line breaks or NUL");

const HealthSchema = z.strictObject({
  class: z.enum(HEALTH_CLASSES),
  /** `http` asks the service on its own loopback by wget; `shell` is a command line; `command` an argument list. */
  check: z.union([
    z.strictObject({ http: z.strictObject({ port, path: urlPath }) }),
    z.strictObject({ shell: z.string().min(1) }),
    z.strictObject({ command: z.array(z.string().min(1)).min(1) }),
  ]),
  interval: duration.optional(),
  timeout: duration.optional(),
  startPeriod: duration.optional(),
  startBudget: duration.optional(),
  retries: z.int().min(1).max(30).optional(),
});

const FileSchema = z.strictObject({
  /** Where the service finds it. */
  target: absolutePath,
  /** Text; `{{secret:NAME}}` is replaced by that secret's value, and the file is then readable by the service only. */
  content: z.string().optional(),
  /** Or made from the chosen services by infra/generators; `{{secret:NAME}}` works there too. */
  generated: z.enum(GENERATED).optional(),
  /** Or a file of this repository, as it is: it holds no secrets. */
  source: z.string().refine((path) => !path.startsWith("/") && !path.split("/").includes(".."), "a path inside the repository").optional(),
});

const PortSchema = z.strictObject({
  /** On the host, before the stack's portOffset. */
  host: port,
  container: port,
  protocol: z.enum(["tcp", "udp"]).default("tcp"),
  /** Why it is bound to more than the loopback address. */
  public: reason.optional(),
  /** Why it lies outside its tier's range. */
  outOfRange: reason.optional(),
  /** What answers there, for the table of endpoints. */
  label: z.string().optional(),
});

/** A rule of the policies that the service need not keep, until a day. */
const ExemptionSchema = z.strictObject({
  rule: z.string().refine((name) => (POLICY_RULES as readonly string[]).includes(name), "a rule of the policies, as policies/README.md lists them"),
  reason,
  /** Who answers for it. */
  owner: z.string().min(2, "who answers for it"),
  /** Last day on which it holds; a violation afterwards. */
  expires: z.iso.date("a day of the calendar as YYYY-MM-DD"),
});

/** What `verify` asks of a service; each kind has its implementation in ops/verify/. */
const VerifySchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("http"), port, path: urlPath, contains: z.string().optional() }),
  /** `seconds`: how long the line may take, for work that is slow on a small host; 10 without it. */
  z.strictObject({ kind: z.literal("exec"), what: z.string(), shell: z.string(), contains: z.string().optional(), seconds: z.int().min(1).max(300).optional() }),
  /** Without a path: the agent names itself. With one: a job of its own; `expect` has fields of the answer by path, `model` lets an answer pass that only lacks the model. */
  z.strictObject({
    kind: z.literal("agent"),
    port,
    path: urlPath.optional(),
    method: z.enum(["GET", "POST", "PUT", "DELETE"]).optional(),
    body: z.record(z.string(), z.json()).optional(),
    expect: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
    model: z.boolean().optional(),
  }),
  z.strictObject({ kind: z.enum(["rabbitmq", "chromadb", "faiss", "prometheus", "ollama", "tasks", "alertmanager", "alerting", "cadvisor", "probes", "loki", "grafana", "neo4j", "qdrant", "kong", "consul"]), port }),
]);

export const ServiceSchema = z.strictObject({
  name,
  description: z.string().min(10),
  tier: z.int().min(1).max(9),
  profiles: z.array(z.enum(PROFILES)).min(1).default(["default"]),
  /** Belongs to the smallest set that a platform needs; `--critical-only`. */
  critical: z.boolean().default(false),
  image: z.union([
    /** Built in both image sources. */
    z.strictObject({
      built: z.string(),
      /** Set when the software that the service is named after is not in it. */
      standIn: reason.optional(),
      labLimit: z.string().optional(),
    }),
    /** Pulled from a registry, or built from packages as `lab` where there is none. */
    z.strictObject({
      upstream: z.string().regex(PINNED, "a reference pinned by a version tag or digest (never latest)"),
      lab: z.string(),
      /** Set when the lab image answers the health check and nothing else. */
      standIn: reason.optional(),
      /** What the lab image cannot do although it is the real software. */
      labLimit: z.string().optional(),
    }),
  ]),
  entrypoint: z.array(z.string().min(1)).optional(),
  command: z.array(z.string().min(1)).optional(),
  env: z.record(envName, envValue).default({}),
  files: z.array(FileSchema).default([]),
  volumes: z
    .array(z.strictObject({ volume: name, target: absolutePath, readOnly: z.boolean().default(false) }))
    .default([]),
  /** Joins the group that owns the engine's socket; only the proxy in front of it may. */
  engineGroup: z.boolean().default(false),
  hostMounts: z.array(z.strictObject({ source: absolutePath, target: absolutePath, reason })).default([]),
  /** Writable memory file systems besides /tmp. */
  tmpfs: z.array(z.strictObject({ target: absolutePath, size })).default([]),
  ports: z.array(PortSchema).default([]),
  networks: z.array(z.enum(NETWORKS)).min(1),
  /** Why it needs a way out to the internet or the company network. */
  outside: reason.optional(),
  /** Healthy before this one starts. */
  dependsOn: z.array(name).default([]),
  /** Talks to, in no order: the two must share a network. */
  uses: z.array(name).default([]),
  user,
  resources: z.enum(RESOURCE_CLASSES),
  security: z.enum(SECURITY_CLASSES),
  health: HealthSchema,
  logs: z.enum(LOG_CLASSES).default("standard"),
  /** How long it may take to stop; stateful where it writes to a volume, unless said otherwise. */
  stop: z.enum(["stateless", "stateful"]).optional(),
  ulimits: z.strictObject({ nofile: z.strictObject({ soft: z.int().positive(), hard: z.int().positive() }).optional() }).default({}),
  metrics: z.union([z.strictObject({ port, path: urlPath }), z.strictObject({ none: reason })]),
  verify: z.array(VerifySchema).default([]),
  /** Each with reason, owner and end; the only way past a rule of the policies. */
  exemptions: z
    .array(ExemptionSchema)
    .refine((all) => new Set(all.map((e) => e.rule)).size === all.length, "one exemption for a rule")
    .default([]),
});

export type ServiceInput = z.input<typeof ServiceSchema>;
export type Service = z.output<typeof ServiceSchema>;
export type HealthCheck = Service["health"]["check"];
export type Exemption = Service["exemptions"][number];
export type ServiceFile = Service["files"][number];

/** Tier names by number, for messages. */
export const tierTitle = (tier: number) => `tier ${tier} (${TIERS[tier] ?? "unknown"})`;

/** Identity: gives a literal its type and keeps its words exact. */
export const service = (entry: ServiceInput): ServiceInput => entry;

