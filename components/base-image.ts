import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { spawn } from "node:child_process";
import { join } from "node:path";
import { proxyArguments } from "../engine/proxies.ts";
import type { PlannedImage } from "../infra/plan-types.ts";
import { buildLogInput, buildWorks } from "./build-log.ts";
import type { Runtime } from "./runtime.ts";
import { step } from "./step.ts";

export interface BaseImageArgs {
  readonly image: PlannedImage;
  /** Folder of the build context; absolute only for a user's own context. */
  readonly context: string;
  /** The image it stands on: built here, or pulled; none for a distribution. */
  readonly parent?: BuiltImage;
}

/** Compilers share a small host with whatever else it does: a build is given up only when it surely hangs. */
export const BUILD_TIMEOUT = "6h";

/** What an image component offers to those above it. */
export interface BuiltImage {
  /** The content-addressed tag, known in preview. */
  readonly tag: pulumi.Output<string>;
  /** The engine's id, by which containers use it. */
  readonly imageId: pulumi.Output<string>;
  readonly resource: pulumi.Resource;
}

/** An image that others stand on: the distribution (made by debootstrap), a language runtime, or a shared base. */
export class BaseImage extends pulumi.ComponentResource implements BuiltImage {
  readonly tag: pulumi.Output<string>;
  readonly imageId: pulumi.Output<string>;
  readonly resource: pulumi.Resource;

  constructor(name: string, args: BaseImageArgs, runtime: Runtime, opts?: pulumi.ComponentResourceOptions) {
    super("sutazai:docker:BaseImage", name, {}, opts);
    const built = args.image.kind === "distribution" ? distribution(name, args, runtime, this) : dockerfileImage(name, args, runtime, this);
    this.tag = built.tag;
    this.imageId = built.imageId;
    this.resource = built.resource;
    this.registerOutputs({ tag: this.tag, imageId: this.imageId });
  }
}

/** Builds a context on top of its parent. Its tag names its content, so it is rebuilt exactly when that changes. */
export function dockerfileImage(name: string, args: BaseImageArgs, { hooks, root }: Runtime, parent: pulumi.Resource): BuiltImage {
  const image = new docker.RemoteImage(
    name,
    builtImageArgs(args.image, args.context, args.parent?.tag ?? ""),
    {
      parent,
      ...(args.parent ? { dependsOn: [args.parent.resource] } : {}),
      hooks: hooks.of("docker:index/remoteImage:RemoteImage", name, buildWorks(args.image.name, root)),
      customTimeouts: { create: BUILD_TIMEOUT },
    },
  );
  return { tag: pulumi.output(args.image.tag), imageId: image.imageId, resource: image };
}

/** @param base what the build argument BASE is. */
export function builtImageArgs(image: PlannedImage, context: string, base: pulumi.Input<string>): docker.RemoteImageArgs {
  return {
    name: image.tag,
    keepLocally: true,
    build: {
      context,
      dockerfile: "Dockerfile",
      buildArgs: { BASE: base, ...proxyArguments(), ...image.build.buildArgs },
      ...(image.build.cacheFroms.length > 0 ? { cacheFroms: [...image.build.cacheFroms] } : {}),
      remove: true,
      forceRemove: true,
      buildLogFile: buildLogInput(image.name),
    },
    triggers: { hash: image.hash },
  };
}

/** A Debian root file system made here from packages, for hosts without an image registry. */
function distribution(name: string, args: BaseImageArgs, runtime: Runtime, parent: pulumi.Resource): BuiltImage {
  const script = join(runtime.root, args.image.context, "build.sh");
  const made = step(name, [args.image.tag], ([tag]) => runScript(script, [tag!, runtime.cache]), runtime, { parent, customTimeouts: { create: BUILD_TIMEOUT } });
  return { tag: pulumi.output(args.image.tag), imageId: pulumi.output(args.image.tag), resource: made };
}

function runScript(script: string, args: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn("sh", [script, ...args], { stdio: ["ignore", "pipe", "pipe"] });
    let tail = "";
    const keep = (chunk: Buffer) => (tail = (tail + chunk.toString()).slice(-4000));
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    child.on("error", reject);
    child.on("close", (code) => (code === 0 ? resolve() : reject(new Error(`${script} failed with exit code ${code}:\n${tail.trim()}`))));
  });
}
