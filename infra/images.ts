/**
 * The images that are built here. Each says what it stands on, per image source: another image of this table,
 * or in registry mode a pinned upstream image. Adding an image is one row and one folder under images/.
 */
export type ImageSource = "lab" | "registry";

export interface ImageDefinition {
  readonly name: string;
  /** `distribution` is made by debootstrap; all others by their Dockerfile with build argument BASE. */
  readonly kind: "distribution" | "runtime" | "base" | "service" | "lab";
  /** Folder of the build context, from the repository's root. */
  readonly context: string;
  /** What BASE is. A name of this table, or a pinned upstream reference. */
  readonly from: { readonly lab?: string; readonly registry?: string };
  readonly version: string;
}

const PYTHON = "python:3.11.13-slim-bookworm";
const DEBIAN = "debian:bookworm-20250630-slim";
const VERSION = "1.0.0";

const base = (name: string, lab: string, registry: string = lab): ImageDefinition => ({
  name,
  kind: "base",
  context: `images/bases/${name}`,
  from: { lab, registry },
  version: VERSION,
});
const serviceImage = (name: string, from: string): ImageDefinition => ({
  name,
  kind: "service",
  context: `images/services/${name}`,
  from: { lab: from, registry: from },
  version: VERSION,
});
const labImage = (name: string, from: string, version: string): ImageDefinition => ({
  name: `lab-${name}`,
  kind: "lab",
  context: `images/lab/${name}`,
  from: { lab: from },
  version,
});

export const IMAGES: readonly ImageDefinition[] = [
  { name: "lab-debian", kind: "distribution", context: "images/lab/debian", from: {}, version: "bookworm" },
  { name: "lab-python", kind: "runtime", context: "images/lab/python", from: { lab: "lab-debian" }, version: "3.11" },
  base("python-agent-base", "lab-python", PYTHON),
  base("ai-base", "python-agent-base"),
  base("security-base", "ai-base"),
  base("monitoring-base", "python-agent-base"),
  base("gpu-python-base", "ai-base"),
  base("nodejs-base", "lab-debian", DEBIAN),
  serviceImage("backend", "ai-base"),
  serviceImage("frontend", "python-agent-base"),
  serviceImage("agent", "python-agent-base"),
  serviceImage("agent-browser", "agent"),
  serviceImage("agent-frameworks", "agent"),
  serviceImage("agent-tools", "agent"),
  serviceImage("faiss", "ai-base"),
  serviceImage("health-monitor", "monitoring-base"),
  { name: "notebook", kind: "base", context: "images/services/notebook", from: { lab: "lab-python", registry: DEBIAN }, version: VERSION },
  serviceImage("notebook-pytorch", "notebook"),
  serviceImage("notebook-tensorflow", "notebook"),
  serviceImage("notebook-jax", "notebook"),
  serviceImage("fsdp", "notebook-pytorch"),
  labImage("postgres", "lab-debian", "15"),
  labImage("redis", "lab-debian", "7.0"),
  labImage("rabbitmq", "lab-debian", "3.10"),
  labImage("prometheus", "lab-debian", "2.42"),
  labImage("alertmanager", "lab-debian", "0.25"),
  labImage("blackbox-exporter", "lab-debian", "0.23"),
  labImage("cadvisor", "lab-debian", "0.52.1"),
  labImage("node-exporter", "lab-debian", "1.5"),
  labImage("postgres-exporter", "lab-debian", "0.11"),
  labImage("redis-exporter", "lab-debian", "1.45"),
  labImage("consul", "lab-debian", "1.21.0"),
  labImage("ollama", "lab-debian", "0.9.0"),
  labImage("chromadb", "lab-python", "1.5.9"),
  labImage("neo4j", "lab-debian", "5.26.12"),
  labImage("kong", "lab-debian", "1.22"),
  labImage("qdrant", "python-agent-base", "0.9.0"),
  labImage("registry", "lab-debian", "2.8"),
  labImage("engine-proxy", "lab-debian", "2.6"),
  labImage("loki", "lab-debian", "3.5.7"),
  labImage("stand-in", "lab-debian", "1.0.0"),
  labImage("n8n", "nodejs-base", "2.40.7"),
  labImage("langflow", "lab-python", "1.12.0"),
  labImage("flowise", "nodejs-base", "3.1.3"),
];

/** Built only when asked for by name: too big for most hosts. */
export const ON_REQUEST: ReadonlySet<string> = new Set(["gpu-python-base"]);

/** The image's parent in a source: another definition, an upstream reference, or none for a distribution. */
export function parentOf(image: ImageDefinition, source: ImageSource, table: ReadonlyMap<string, ImageDefinition>): ImageDefinition | string | undefined {
  const from = image.from[source];
  return from === undefined ? undefined : (table.get(from) ?? from);
}
