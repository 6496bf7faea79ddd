/** What a plan is about to register, as the policies see it: the same inputs as the components', before anything is made. */
import { builtImageArgs } from "../components/base-image.ts";
import { networkArgs } from "../components/network.ts";
import { containerArgs, pidsLimitWords } from "../components/service.ts";
import { upstreamImageArgs } from "../components/service-image.ts";
import { volumeArgs } from "../components/volume.ts";
import type { PlannedService, StackPlan, UpstreamReference } from "../infra/plan-types.ts";
import { TYPES } from "../policies/lib/check.ts";
import type { Props, Resource } from "../policies/lib/judge.ts";

/** Stands for the id that an image has once it is built. */
const IMAGE_ID = `sha256:${"0".repeat(64)}`;
const COMMAND = "command:local:Command";

/** Names are those of the program's resources, or say what the resource is where its component chooses the name. */
export function planResources(plan: StackPlan): Resource[] {
  const networks = new Map(plan.networks.map((n) => [n.key, n.name]));
  const files = plan.services.flatMap((s) => s.fileSets.map((set) => set.volume));
  const resource = (type: keyof typeof TYPES, name: string, args: object, more: Partial<Resource> = {}): Resource => ({ type: TYPES[type], name, props: args as Props, ...more });
  return [
    ...imagesOf(plan, resource),
    ...plan.networks.map((n) => resource("network", `net-${n.key}`, networkArgs(n, plan))),
    ...plan.volumes.map((name) => resource("volume", name, volumeArgs(name, plan), { protect: true })),
    ...files.map((name) => resource("volume", name, volumeArgs(name, plan))),
    ...plan.services.flatMap((s): Resource[] => [
      resource("container", s.name, containerArgs(s, { image: IMAGE_ID, network: (key) => networks.get(key)!, mounts: mountsOf(s) }), { dependsOn: s.dependsOn }),
      { type: COMMAND, name: `${s.name}-gate`, props: { create: ":", triggers: [pidsLimitWords(s)] }, dependsOn: [s.name] },
    ]),
  ];
}

function mountsOf(s: PlannedService) {
  return [
    ...s.volumes.map((v) => ({ source: v.volume, target: v.target, readOnly: v.readOnly })),
    ...s.fileSets.map((set) => ({ source: set.volume, target: set.directory, readOnly: true })),
  ];
}

/** Built and pulled; a distribution is made by a script and is no resource of the provider. */
function imagesOf({ images, services }: StackPlan, resource: (type: "remoteImage", name: string, args: object) => Resource): Resource[] {
  const byName = new Map(images.map((i) => [i.name, i]));
  const isUpstream = (image: object | undefined): image is UpstreamReference => image !== undefined && "pull" in image;
  const pulled = new Set([...images.map((i) => i.parent), ...services.map((s) => s.image)].filter(isUpstream).map((i) => i.pull));
  const built = images.filter((i) => i.kind !== "distribution");
  const base = (parent: (typeof images)[number]["parent"]) => (parent === undefined ? "" : isUpstream(parent) ? parent.pull : byName.get(parent.image)!.tag);
  return [
    ...built.map((i) => resource("remoteImage", i.tag, builtImageArgs(i, i.context, base(i.parent)))),
    ...[...pulled].map((name) => resource("remoteImage", name, upstreamImageArgs(name))),
  ];
}
