import { container, dataVolume, service, stackTests, UNKNOWN } from "../testing.ts";
import { protectedVolumes } from "./protected-volumes.ts";

stackTests(protectedVolumes, {
  good: [
    [dataVolume(), container({ mounts: [{ type: "volume", source: "sutazai-dev-redis-data", target: "/d" }] })],
    [dataVolume({}, false), container({ mounts: [{ type: "volume", source: "sutazai-dev-redis-data", target: "/d", readOnly: true }] })],
  ],
  bad: [
    [
      [dataVolume({}, false), container({ mounts: [{ type: "volume", source: "sutazai-dev-redis-data", target: "/d" }] })],
      'redis-data: must be protected, since a container writes to it; got volume "sutazai-dev-redis-data" without protect; fix: give it the options protect: true and retainOnDelete: true',
    ],
    [
      [dataVolume({}, false), service({ mounts: [{ type: "volume", source: "sutazai-dev-redis-data", target: "/d" }] })],
      'redis-data: must be protected, since a container writes to it; got volume "sutazai-dev-redis-data" without protect; fix: give it the options protect: true and retainOnDelete: true',
    ],
  ],
  unknown: [
    [dataVolume({ name: UNKNOWN }, false), container({ mounts: [{ type: "volume", source: "d", target: "/d" }] })],
  ],
});
