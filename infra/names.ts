/** The one place that makes names and labels. policies/ repeats the label names; a test holds them equal. */

export const LABELS = {
  stack: "sutazai.stack",
  service: "sutazai.service",
  tier: "sutazai.tier",
  profile: "sutazai.profile",
  managedBy: "sutazai.managed-by",
  standIn: "sutazai.stand-in",
  files: "sutazai.files",
  owner: "sutazai.owner",
  /** Which checkout deployed it: two checkouts may have a stack of the same name, but not each other's containers. */
  checkout: "sutazai.checkout",
  /** What the policies let pass, as JSON; only on a service that has exemptions. */
  exemptions: "sutazai.exemptions",
  /** The services that it is declared to talk to, sorted, with commas; `-` for none. */
  talksTo: "sutazai.talks-to",
  /** The networks that a service of the catalogue, in this stack or not, needs to reach it; only on a service that has others besides. */
  askedOn: "sutazai.asked-on",
} as const;

export const PROJECT = "sutazai";
/** Where the engine's socket usually is, and how the catalogue names it wherever it is. */
export const ENGINE_SOCKET = "/var/run/docker.sock";

/** What every name of a stack begins with: `sutazai-` in prod, `sutazai-<stack>-` elsewhere. */
export function prefix(stack: string): string {
  return stack === "prod" ? "sutazai-" : `sutazai-${stack}-`;
}

export const containerName = (stack: string, service: string) => `${prefix(stack)}${service}`;
export const networkName = (stack: string, network: string) => `${prefix(stack)}net-${network}`;
export const volumeName = (stack: string, volume: string) => `${prefix(stack)}${volume}`;
/** What the names of all volumes of files begin with. */
export const filesVolumesPrefix = (stack: string) => `${prefix(stack)}files-`;
/** The volume that carries a service's configuration and secrets for one directory. */
export const filesVolumeName = (stack: string, service: string, directory: string) =>
  `${filesVolumesPrefix(stack)}${service}${directory.replaceAll(/[^a-z0-9]+/gi, "-").replace(/-$/, "").toLowerCase()}`;

/** `sutazai/<name>:<version>-<hash>`: content-addressed, so a tag never changes its meaning. */
export const imageTag = (name: string, version: string, hash: string) => `sutazai/${name}:${version}-${hash.slice(0, 12)}`;

/** A service's name: what DNS, the engine and the labels accept. */
export const SERVICE_NAME = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;
/** A stack's name: short enough that prefix + service stays below 64 characters. */
export const STACK_NAME = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;

/** What makes a resource of the engine ours: the stack's name and the checkout that deployed it. */
export interface Owner {
  readonly stack: string;
  readonly checkout: string;
}

/** The labels of everything that a stack makes. */
export const ownerLabels = (owner: Owner): Record<string, string> => ({
  [LABELS.managedBy]: PROJECT,
  [LABELS.stack]: owner.stack,
  [LABELS.checkout]: owner.checkout,
});

/** Who made a thing of the engine that is not ours, for messages. */
export function madeBy(labels: Readonly<Record<string, string>> | null | undefined): string {
  const stack = labels?.[LABELS.stack];
  return stack ? `of stack ${stack}, deployed by ${labels[LABELS.checkout] ? `another checkout (id ${labels[LABELS.checkout]})` : "an older version"}` : "not made by this project";
}

export const isOurs = (labels: Readonly<Record<string, string>> | null | undefined, owner: Owner): boolean =>
  labels?.[LABELS.stack] === owner.stack && labels[LABELS.checkout] === owner.checkout;
