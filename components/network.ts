import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { gatewayOf, networkOptions } from "../infra/bridge.ts";
import { ownerLabels, type Owner } from "../infra/names.ts";
import type { PlannedNetwork } from "../infra/plan-types.ts";

/** A tier's bridge. Without a way out its packets are not masqueraded: published ports work, the world is not reached. */
export class TierNetwork extends pulumi.ComponentResource {
  /** The name as an output: containers that use it are replaced before the network is. */
  readonly networkName: pulumi.Output<string>;

  constructor(name: string, args: { readonly owner: Owner; readonly network: PlannedNetwork }, opts?: pulumi.ComponentResourceOptions) {
    super("sutazai:docker:TierNetwork", name, {}, opts);
    const { network } = args;
    const bridge = new docker.Network(name, networkArgs(network, args.owner), { parent: this, deleteBeforeReplace: true });
    this.networkName = bridge.name;
    this.registerOutputs({ name: this.networkName });
  }
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
