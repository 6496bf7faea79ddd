import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { DependencyResource } from "@pulumi/pulumi/resource.js";
import { setTimeout as pause } from "node:timers/promises";
import type Docker from "dockerode";
import { orAbsent } from "../engine/client.ts";
import { gatewayOf, networkOptions } from "../infra/bridge.ts";
import { ownerLabels, type Owner } from "../infra/names.ts";
import type { PlannedNetwork } from "../infra/plan-types.ts";
import type { Runtime } from "./runtime.ts";

/** Pulumi's token of a network. */
const NETWORK = "docker:index/network:Network";

/**
 * A tier's bridge. Without a way out its packets are not masqueraded: published ports work, the world is not reached.
 *
 * The provider waits 2 s after it made a network before it looks at it (kreuzwerker's docker_network, `Delay`). Containers do not wait
 * along: they may be registered while the network is being made, be made when the engine has it, and end when Pulumi has it in its
 * state, where what refers to a resource must come after it.
 */
export class TierNetwork extends pulumi.ComponentResource {
  /** The name as an output of the network: containers that use it are replaced before the network is. */
  readonly networkName: pulumi.Output<string>;
  /** The engine has it. Rejected when it could not be made. */
  readonly present: Promise<void>;
  /** Pulumi has it in its state. Rejected when it could not be made. */
  readonly recorded: Promise<void>;

  constructor(name: string, { network }: { readonly network: PlannedNetwork }, runtime: Runtime, opts?: pulumi.ComponentResourceOptions) {
    super("sutazai:docker:TierNetwork", name, {}, opts);
    const begun = Promise.withResolvers<void>();
    const failed = Promise.withResolvers<never>();
    const bridge = new docker.Network(name, networkArgs(network, runtime.owner), {
      parent: this,
      deleteBeforeReplace: true,
      hooks: runtime.hooks.of(NETWORK, name, {
        beforeCreate: () => begun.resolve(),
        onError: () => (failed.reject(new Error(`network ${network.name} could not be made`)), false),
      }),
    });
    const made = known(bridge.urn);
    this.recorded = Promise.race([made.then(() => {}), failed.promise]);
    this.present = Promise.race([this.recorded, begun.promise.then(() => onEngine(runtime.docker, network.name, this.recorded))]);
    [this.recorded, this.present].forEach((promise) => promise.catch(() => {}));
    const early = begun.promise.then(() => known(pulumi.createUrn(name, NETWORK, this))).then((urn) => new DependencyResource(urn).urn.apply(() => network.name));
    this.networkName = pulumi.output(Promise.race([early, made.then(() => bridge.name)]));
    this.registerOutputs({ name: this.networkName });
  }
}

const known = <T>(output: pulumi.Output<T>) => new Promise<T>((resolve) => output.apply(resolve));

/** Looks until the engine has the network or `ended` settles. */
async function onEngine(docker: Docker, name: string, ended: Promise<void>): Promise<void> {
  let going = true;
  const stop = () => void (going = false);
  ended.then(stop, stop);
  while (going) {
    if (await orAbsent(docker.getNetwork(name).inspect())) return;
    await pause(50);
  }
  await ended;
}

/** Every field in the engine's own spelling. */
export function networkArgs(network: PlannedNetwork, owner: Owner): docker.NetworkArgs {
  return {
    name: network.name,
    driver: "bridge",
    internal: false,
    attachable: false,
    ingress: false,
    ipv6: false,
    ipamDriver: "default",
    ipamConfigs: [{ subnet: network.subnet, gateway: gatewayOf(network.subnet) }],
    options: networkOptions(network),
    labels: labelList(ownerLabels(owner)),
  };
}

/** The provider's list form, sorted by label. */
export function labelList(labels: Readonly<Record<string, string>>): { label: string; value: string }[] {
  return Object.entries(labels).sort(([a], [b]) => a.localeCompare(b)).map(([label, value]) => ({ label, value }));
}
