import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { pull } from "../engine/registry.ts";
import { BUILD_TIMEOUT, dockerfileImage, type BaseImageArgs, type BuiltImage } from "./base-image.ts";
import type { Runtime } from "./runtime.ts";

/** A service's own image: built on a base by its Dockerfile. */
export class ServiceImage extends pulumi.ComponentResource implements BuiltImage {
  readonly tag: pulumi.Output<string>;
  readonly imageId: pulumi.Output<string>;
  readonly resource: pulumi.Resource;

  constructor(name: string, args: BaseImageArgs, runtime: Runtime, opts?: pulumi.ComponentResourceOptions) {
    super("sutazai:docker:ServiceImage", name, {}, opts);
    const built = dockerfileImage(name, args, runtime, this);
    this.tag = built.tag;
    this.imageId = built.imageId;
    this.resource = built.resource;
    this.registerOutputs({ tag: this.tag, imageId: this.imageId });
  }
}

/**
 * A pinned image of a registry; kept on the host when the stack no longer uses it, so that going back needs no pull.
 * It is pulled here with the logins of the engine's client, which the provider reads only for registries that it is told of.
 */
export class UpstreamImage extends pulumi.ComponentResource implements BuiltImage {
  readonly tag: pulumi.Output<string>;
  readonly imageId: pulumi.Output<string>;
  readonly resource: pulumi.Resource;

  constructor(name: string, args: { readonly reference: string }, runtime: Runtime, opts?: pulumi.ComponentResourceOptions) {
    super("sutazai:docker:UpstreamImage", name, {}, opts);
    const image = new docker.RemoteImage(name, upstreamImageArgs(args.reference), {
      parent: this,
      hooks: runtime.hooks.of("docker:index/remoteImage:RemoteImage", name, { beforeCreate: () => pull(runtime.docker, args.reference) }),
      customTimeouts: { create: BUILD_TIMEOUT },
    });
    this.tag = pulumi.output(args.reference);
    this.imageId = image.imageId;
    this.resource = image;
    this.registerOutputs({ tag: this.tag, imageId: this.imageId });
  }
}

export const upstreamImageArgs = (reference: string): docker.RemoteImageArgs => ({ name: reference, keepLocally: true });
