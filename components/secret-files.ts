import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import type { PlannedService } from "../infra/plan-types.ts";
import { fileContents, filesDigest, writeVolumes } from "../engine/volume-files.ts";
import type { Runtime } from "./runtime.ts";
import { step } from "./step.ts";
import { volumeArgs } from "./volume.ts";

export interface SecretFilesArgs {
  readonly service: PlannedService;
  readonly imageId: pulumi.Input<string>;
  /** Names of the service's data volumes, given to its user before its first start. */
  readonly dataVolumes: readonly { readonly name: pulumi.Output<string>; readonly target: string }[];
}

/**
 * A service's configuration and secrets as files in volumes of their own, owned by its user: secrets 0400, the rest 0444.
 * Values go from this process to the engine; the state, labels and `docker inspect` see a keyed digest only.
 */
export class SecretFiles extends pulumi.ComponentResource {
  /** Changes when a file's content does; a label of the container, so that it is replaced then. */
  readonly digest: string;
  readonly mounts: readonly { readonly source: pulumi.Output<string>; readonly target: string }[];
  /** The container waits for this. */
  readonly ready: pulumi.Resource | undefined;

  constructor(name: string, args: SecretFilesArgs, runtime: Runtime, opts?: pulumi.ComponentResourceOptions) {
    super("sutazai:docker:SecretFiles", name, {}, opts);
    const { service } = args;
    const contents = fileContents(service, runtime.secrets);
    this.digest = filesDigest(runtime.digestKey, service, contents);

    const volumes = service.fileSets.map((set) => ({
      target: set.directory,
      resource: new docker.Volume(
        set.volume.slice(set.volume.indexOf("files-")),
        volumeArgs(set.volume, runtime.owner),
        { parent: this, deleteBeforeReplace: true },
      ),
    }));
    this.mounts = volumes.map((v) => ({ source: v.resource.name, target: v.target }));
    const data = args.dataVolumes;
    this.ready =
      volumes.length + data.length === 0
        ? undefined
        : step(
            name,
            [this.digest, args.imageId, ...volumes.map((v) => v.resource.id), ...data.map((d) => d.name)],
            ([, image, ...names]) =>
              writeVolumes(runtime.docker, {
                owner: runtime.owner,
                service: service.name,
                image: image!,
                user: service.user,
                volumes: [...contents, ...data.map((d, i) => ({ volume: names[volumes.length + i]!, target: d.target, mode: 0o755, files: [] }))],
              }),
            runtime,
            { parent: this, dependsOn: volumes.map((v) => v.resource) },
          );
    this.registerOutputs({ digest: this.digest });
  }
}
