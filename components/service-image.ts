import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { dockerfileImage, type BaseImageArgs, type BuiltImage } from "./base-image.ts";

/** A service's own image: built on a base by its Dockerfile. */
export class ServiceImage extends pulumi.ComponentResource implements BuiltImage {
  readonly tag: pulumi.Output<string>;
  readonly imageId: pulumi.Output<string>;
  readonly resource: pulumi.Resource;

  constructor(name: string, args: BaseImageArgs, opts?: pulumi.ComponentResourceOptions) {
    super("sutazai:docker:ServiceImage", name, {}, opts);
    const built = dockerfileImage(name, args, this);
    this.tag = built.tag;
    this.imageId = built.imageId;
    this.resource = built.resource;
    this.registerOutputs({ tag: this.tag, imageId: this.imageId });
  }
}

/** A pinned image of a registry; kept on the host when the stack no longer uses it, so that going back needs no pull. */
export class UpstreamImage extends pulumi.ComponentResource implements BuiltImage {
  readonly tag: pulumi.Output<string>;
  readonly imageId: pulumi.Output<string>;
  readonly resource: pulumi.Resource;

  constructor(name: string, args: { readonly reference: string }, opts?: pulumi.ComponentResourceOptions) {
    super("sutazai:docker:UpstreamImage", name, {}, opts);
    const image = new docker.RemoteImage(name, { name: args.reference, keepLocally: true }, { parent: this });
    this.tag = pulumi.output(args.reference);
    this.imageId = image.imageId;
    this.resource = image;
    this.registerOutputs({ tag: this.tag, imageId: this.imageId });
  }
}
