import { checks, demand, whenKnown, type Finding } from "../lib/check.ts";
import { isImageId, parseImageReference } from "../lib/image-reference.ts";
import type { Rule } from "../lib/rule.ts";

interface Options {
  readonly allowed: readonly string[];
}

/** docker.io is also what a name without a registry means, and what an image that is built here is called. */
const ALLOWED = ["docker.io", "gcr.io", "ghcr.io", "quay.io", "registry.k8s.io"];

export const allowedRegistries: Rule = {
  name: "allowed-registries",
  description: "Images come from registries that were agreed on.",
  severity: "high",
  remediationSteps: "Take the image from an allowed registry or through the mirror, or have the security team add the registry to the option `allowed`.",
  configSchema: { properties: {
    allowed: { type: "array", items: { type: "string", minLength: 1 }, default: ALLOWED, description: "Registries as host[:port], or with a folder: host/folder." },
  } },
  meta: { cis: ["4.2"], soc2: ["CC6.8"], iso27001: ["A.5.21", "A.8.9"], sources: ["hadolint DL3026"] },
  validateResource: checks<Options>({
    remoteImage: [({ name }, { allowed }) => judge("name", name, allowed)],
    container: [whenKnown("the image is known once it is there; it is checked then, and as RemoteImage.name now", ({ image }, { allowed }) => judge("image", image, allowed))],
    service: [({ taskSpec }, { allowed }) => judge("taskSpec.containerSpec.image", taskSpec?.containerSpec?.image, allowed)],
  }),
};

/** Whether a name is a reference at all is the question of pinned-versions. */
function judge(field: string, image: unknown, allowed: readonly string[]): Finding | undefined {
  const parsed = typeof image === "string" && !isImageId(image) ? parseImageReference(image) : { problem: "no reference" };
  if ("problem" in parsed) return undefined;
  const { registry = "docker.io", repository } = parsed.reference;
  const place = `${registry}/${repository}`;
  return demand(allowed.some((a) => place.startsWith(`${a}/`)), "come from an allowed registry", field, image, `take it from one of ${allowed.join(", ")}`);
}
