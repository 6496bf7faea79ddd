import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { ownerLabels, type Owner } from "../infra/names.ts";
import { labelList } from "./network.ts";

/**
 * A volume whose data must survive: protected from deletion, kept by the engine when it leaves the stack,
 * and never replaced for a label (the engine returns the old volume and its data for a known name).
 */
export class DataVolume extends pulumi.ComponentResource {
  readonly volumeName: pulumi.Output<string>;

  constructor(name: string, args: { readonly owner: Owner; readonly name: string }, opts?: pulumi.ComponentResourceOptions) {
    super("sutazai:docker:DataVolume", name, {}, opts);
    const volume = new docker.Volume(
      name,
      volumeArgs(args.name, args.owner),
      { parent: this, protect: true, retainOnDelete: true, ignoreChanges: ["labels", "driver", "driverOpts"] },
    );
    this.volumeName = volume.name;
    this.registerOutputs({ name: this.volumeName });
  }
}

export const volumeArgs = (name: string, owner: Owner): docker.VolumeArgs => ({ name, driver: "local", labels: labelList(ownerLabels(owner)) });
