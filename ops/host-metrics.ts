/** After a deploy: the sizes of the images and which builds failed, for Prometheus. */
import type Docker from "dockerode";
import { volumeName } from "../infra/names.ts";
import { HOST_METRICS, hostMetricsText } from "../infra/host-metrics.ts";
import type { StackPlan } from "../infra/plan-types.ts";
import { orAbsent } from "../engine/client.ts";
import { writeVolumes } from "../engine/volume-files.ts";
import { localImages } from "./images/local.ts";
import { imageEntries, imageName } from "./images/model.ts";
import type { Output } from "./output.ts";
import type { EngineEvent, PulumiResult } from "./pulumi.ts";

/** Names of the images whose step failed. */
export function failedImages(events: readonly EngineEvent[]): Set<string> {
  return new Set(events.flatMap((e) => /::image-([^:]+(?::[^:]+)?)$/.exec(e.resOpFailedEvent?.metadata.urn ?? "")?.[1] ?? []));
}

/** Does nothing where no service of the stack serves these figures, or none has been deployed yet. What goes wrong is told and fails no deploy. */
export async function exportHostMetrics(out: Output, plan: StackPlan, result: PulumiResult, docker: Docker): Promise<void> {
  await write(plan, result, docker).catch((error: Error) => out.line(`the image figures for Prometheus were not written: ${error.message}`));
}

async function write(plan: StackPlan, { code, events }: PulumiResult, docker: Docker): Promise<void> {
  const volume = volumeName(plan.stack, HOST_METRICS.volume);
  const server = plan.services.find((s) => s.volumes.some((v) => v.volume === volume));
  if (!server || !(await orAbsent(docker.getVolume(volume).inspect()))) return;
  const failed = failedImages(events);
  const images = await localImages(docker, imageEntries(plan));
  const image = images.find((i) => i.name === imageName(server));
  if (!image?.built) return;
  const content = hostMetricsText(
    images.map((i) => ({ image: i.name, failed: failed.has(i.name), ...(i.built ? { bytes: i.bytes } : {}) })),
    { at: new Date(), succeeded: code === 0 },
  );
  const files = [{ path: HOST_METRICS.file, content, mode: 0o444 }];
  await writeVolumes(docker, { owner: plan, service: server.name, image: image.reference, user: server.user, volumes: [{ volume, target: HOST_METRICS.directory, mode: 0o755, files }] });
}
