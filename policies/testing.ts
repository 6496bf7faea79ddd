import { UnknownValueError, unknownCheckingProxy, type ResourceValidationArgs } from "@pulumi/policy";
import { TYPES } from "./lib/check.ts";
import type { Rule } from "./lib/rule.ts";

/** Pulumi's own mark, on the wire, of a string that preview does not know yet; outputs of any type carry it. */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

type Props = Record<string, any>;

/** A resource as a program declares it. */
export interface Resource {
  readonly type: string;
  readonly name: string;
  readonly props: Props;
}

/** What a rule said of a resource, as Pulumi's policy server would take it down. */
export interface Verdict {
  readonly violations: string[];
  /** Set when the rule met an unknown value: the server turns it into the advice that the rule could not be run. */
  readonly unknown?: string;
  readonly notApplicable?: string;
}

/** Runs one rule on one resource in the way of Pulumi's policy server, with its proxy that throws on unknown values. */
export async function judge(rule: Rule, resource: Resource): Promise<Verdict> {
  if (!("validateResource" in rule) || typeof rule.validateResource !== "function") throw new Error(`${rule.name} judges no single resource`);
  const violations: string[] = [];
  const args: ResourceValidationArgs = {
    type: resource.type,
    name: resource.name,
    urn: `urn:pulumi:dev::test::${resource.type}::${resource.name}`,
    props: unknownCheckingProxy(resource.props) as Props,
    opts: { protect: false, ignoreChanges: [], aliases: [], additionalSecretOutputs: [], customTimeouts: { createSeconds: 0, updateSeconds: 0, deleteSeconds: 0 } },
    stackTags: new Map(),
    isType: () => refuse("isType"),
    asType: () => refuse("asType"),
    getConfig: () => refuse("getConfig"),
    notApplicable: (reason) => {
      throw new NotApplicable(reason);
    },
  };
  try {
    await rule.validateResource(args, (text) => violations.push(text));
    return { violations };
  } catch (error) {
    if (error instanceof UnknownValueError) return { violations, unknown: (error as Error).message };
    if (error instanceof NotApplicable) return { violations, notApplicable: error.message };
    throw error;
  }
}

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

function refuse(what: string): never {
  throw new Error(`the harness has no ${what}`);
}

class NotApplicable extends Error {}
