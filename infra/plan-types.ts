/** The plan of a stack: plain data, printable, decided once. components/ turn it into resources, ops/ compare it with the engine. */
import type { BuildOptions } from "./build-options.ts";
import type { Environment } from "./classes.ts";
import type { ImageSource } from "./images.ts";
import type { HealthCheck, Service } from "./service.ts";

/** In place of a build context's hash. */
export const NO_CONTEXT = "missing";
export const CONTEXT_IS_FILE = "a file";

/** What the plan needs to know of the machine; gathered by engine/facts.ts, fixed in tests. */
export interface HostFacts {
  readonly cpus: number;
  /** MiB. */
  readonly memory: number;
  /** Engine API, as [major, minor]. */
  readonly api: readonly [number, number];
  readonly source: ImageSource;
  /** Where the engine's socket is on its host. */
  readonly engineSocket: string;
  /** Numeric id of the group that owns it. */
  readonly engineGroup: number;
  /** Content hash of each image's build context, by image name; NO_CONTEXT or CONTEXT_IS_FILE where there is no folder. */
  readonly contexts: ReadonlyMap<string, string>;
  /** Text of each file of the repository that a service mounts. */
  readonly files: ReadonlyMap<string, string>;
  /** Identity of this checkout (`.sutazai/id`): the owner of what it deploys. */
  readonly checkout: string;
  /** Changes the distribution image: the host's extra CA certificates. Empty when there are none. */
  readonly certificates: string;
  /** Digests by upstream reference (images.lock.json). */
  readonly locked?: ReadonlyMap<string, string>;
}

/** An image of a registry. */
export interface UpstreamReference {
  /** As the catalogue names it. */
  readonly upstream: string;
  /** What the engine is told: with the locked digest, through the stack's mirror. */
  readonly pull: string;
}

export interface PlannedImage {
  readonly name: string;
  readonly kind: string;
  readonly tag: string;
  /** Folder of the build context. */
  readonly context: string;
  /** Name of the planned image it stands on, or an upstream reference; none for a distribution. */
  readonly parent?: { readonly image: string } | UpstreamReference;
  readonly hash: string;
  readonly build: BuildOptions;
}

export interface PlannedNetwork {
  readonly key: string;
  readonly name: string;
  readonly subnet: string;
  /** Packets get out to the world. */
  readonly outside: boolean;
  /** Members see each other. */
  readonly mutual: boolean;
}

export interface PlannedFile {
  readonly path: string;
  /** With `{{secret:NAME}}` still in it. */
  readonly content: string;
  readonly secret: boolean;
}

/** The files of one directory of a service: one volume, mounted read-only. */
export interface PlannedFileSet {
  readonly volume: string;
  readonly directory: string;
  readonly files: readonly PlannedFile[];
}

export interface PlannedService {
  readonly name: string;
  readonly container: string;
  readonly tier: number;
  readonly profile: string;
  readonly description: string;
  readonly critical: boolean;
  /** A planned image's name, or an upstream reference. */
  readonly image: { readonly built: string } | UpstreamReference;
  readonly standIn?: string;
  readonly labLimit?: string;
  readonly entrypoint?: readonly string[];
  readonly command?: readonly string[];
  readonly env: readonly string[];
  readonly user: string;
  /** Numeric ids of groups besides the user's own. */
  readonly groups: readonly string[];
  readonly cpus: number;
  /** MiB. */
  readonly memory: number;
  readonly reservation: number;
  readonly pids: number;
  readonly capabilities: readonly string[];
  readonly tmpfs: readonly { readonly target: string; readonly options: string }[];
  readonly volumes: readonly { readonly volume: string; readonly target: string; readonly readOnly: boolean }[];
  readonly hostMounts: readonly { readonly source: string; readonly target: string; readonly reason: string }[];
  readonly fileSets: readonly PlannedFileSet[];
  readonly ports: readonly { readonly ip: string; readonly external: number; readonly internal: number; readonly protocol: string; readonly label: string }[];
  readonly networks: readonly { readonly key: string; readonly aliases: readonly string[] }[];
  readonly dependsOn: readonly string[];
  readonly uses: readonly string[];
  readonly health: {
    readonly test: readonly string[];
    readonly check: HealthCheck;
    readonly interval: number;
    readonly timeout: number;
    readonly retries: number;
    readonly startPeriod: number;
    readonly startBudget: number;
    /** Only where the engine has it (API 1.44). */
    readonly startInterval?: number;
  };
  readonly logs: { readonly maxSize: string; readonly maxFile: number };
  readonly stopGrace: number;
  readonly ulimits: Service["ulimits"];
  readonly metrics: Service["metrics"];
  readonly verify: Service["verify"];
  readonly labels: Readonly<Record<string, string>>;
}

export interface StackPlan {
  readonly stack: string;
  readonly checkout: string;
  readonly environment: Environment;
  readonly source: ImageSource;
  readonly prefix: string;
  readonly images: readonly PlannedImage[];
  readonly networks: readonly PlannedNetwork[];
  /** Data volumes by full name. */
  readonly volumes: readonly string[];
  /** In start order. */
  readonly services: readonly PlannedService[];
  readonly secrets: readonly string[];
  /** What `fit: clamp` shrank, in words. */
  readonly notes: readonly string[];
}
