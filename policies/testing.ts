import { TYPES } from "./lib/check.ts";
import type { Props, Resource } from "./lib/judge.ts";

export { judge, type Resource, type Verdict } from "./lib/judge.ts";

/** Pulumi's own mark, on the wire, of a string that preview does not know yet; outputs of any type carry it. */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** A container that breaks no rule, with changes; `undefined` removes an input. */
export function container(changes: Props = {}): Resource {
  return resource(TYPES.container, "redis", {
    name: "sutazai-dev-redis",
    image: "redis:7.4.2",
    user: "999:999",
    memory: 512,
    memorySwap: 512,
    memoryReservation: 128,
    cpus: "0.5",
    labels: [{ label: "sutazai.service", value: "redis" }],
    ...changes,
  });
}

/** An image that breaks no rule, with changes. */
export function remoteImage(changes: Props = {}): Resource {
  return resource(TYPES.remoteImage, "redis-image", { name: "redis:7.4.2", keepLocally: true, ...changes });
}

/** A swarm service that breaks no rule; changes to its container's spec and to its resources. */
export function service(containerSpec: Props = {}, resources: Props = {}): Resource {
  return resource(TYPES.service, "redis-swarm", {
    name: "sutazai-dev-redis",
    taskSpec: {
      containerSpec: { image: "redis:7.4.2", user: "999:999", labels: [{ label: "sutazai.service", value: "redis" }], ...containerSpec },
      resources: { limits: { memoryBytes: 536870912, nanoCpus: 500000000 }, reservation: { memoryBytes: 134217728 }, ...resources },
    },
  });
}

/** A resource that no container rule judges. */
export const volume: Resource = { type: "docker:index/volume:Volume", name: "data", props: { name: "latest", user: "root" } };

function resource(type: string, name: string, props: Props): Resource {
  return { type, name, props: dropUndefined(props) };
}

function dropUndefined(props: Props): Props {
  return Object.fromEntries(
    Object.entries(props)
      .filter(([, value]) => value !== undefined)
      .map(([key, value]) => [key, typeof value === "object" && value !== null && !Array.isArray(value) ? dropUndefined(value) : value]),
  );
}
