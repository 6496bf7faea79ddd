/** Walks a plan and makes its resources. Decides nothing. */
import * as pulumi from "@pulumi/pulumi";
import { BaseImage, type BuiltImage } from "../components/base-image.ts";
import { TierNetwork } from "../components/network.ts";
import type { Runtime } from "../components/runtime.ts";
import { TieredService } from "../components/service.ts";
import { ServiceImage, UpstreamImage } from "../components/service-image.ts";
import { DataVolume } from "../components/volume.ts";
import type { PlannedService, StackPlan, UpstreamReference } from "../infra/plan-types.ts";

/** @param contextOf the folder that an image is built from, as the provider must see it. */
export async function deployPlan(plan: StackPlan, runtime: Runtime, contextOf: (image: string, fallback: string) => string): Promise<Record<string, TieredService>> {
  const images = deployImages(plan, runtime, contextOf);
  const networks = new Map(plan.networks.map((network) => [network.key, new TierNetwork(`net-${network.key}`, { network }, runtime)]));
  const volumes = new Map(plan.volumes.map((name) => [name, new DataVolume(name.slice(plan.prefix.length), { owner: plan, name }).volumeName]));
  const services: Record<string, TieredService> = {};
  for (const service of plan.services) {
    const after = service.dependsOn.map((name) => services[name]!);
    services[service.name] = new TieredService(service.name, { service, imageId: imageIdOf(service, images), networks, volumes, after }, runtime);
    // The registration of a network must not queue behind those of all services.
    await new Promise(setImmediate);
  }
  return services;
}

function deployImages(plan: StackPlan, runtime: Runtime, contextOf: (image: string, fallback: string) => string): Map<string, BuiltImage> {
  const images = new Map<string, BuiltImage>();
  const upstream = ({ upstream: name, pull }: UpstreamReference) => {
    const known = images.get(name) ?? new UpstreamImage(`image-${name}`, { reference: pull }, runtime);
    images.set(name, known);
    return known;
  };
  for (const image of plan.images) {
    const parent = image.parent && ("image" in image.parent ? images.get(image.parent.image) : upstream(image.parent));
    const args = { image, context: contextOf(image.name, image.context), ...(parent ? { parent } : {}) };
    const Image = image.kind === "service" || image.kind === "lab" ? ServiceImage : BaseImage;
    images.set(image.name, new Image(`image-${image.name}`, args, runtime));
  }
  for (const { image } of plan.services) if ("upstream" in image) upstream(image);
  return images;
}

function imageIdOf(service: PlannedService, images: ReadonlyMap<string, BuiltImage>): pulumi.Output<string> {
  const { image } = service;
  return images.get("built" in image ? image.built : image.upstream)!.imageId;
}
