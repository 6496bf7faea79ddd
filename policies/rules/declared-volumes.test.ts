import { container, dataVolume, service, stackTests, UNKNOWN } from "../testing.ts";
import { declaredVolumes } from "./declared-volumes.ts";

stackTests(declaredVolumes, {
  good: [
    [dataVolume(), container({ mounts: [{ type: "volume", source: "sutazai-dev-redis-data", target: "/d" }] })],
    [container()],
  ],
  bad: [
    [
      [dataVolume(), container({ mounts: [{ type: "volume", source: "sutazai-redis-data", target: "/d" }, { type: "volume", target: "/e" }] })],
      'redis: must mount only volumes of its stack; got volume "sutazai-redis-data"; fix: declare it in the program',
      "redis: must mount only volumes of its stack; got a volume without a name; fix: declare it in the program",
    ],
    [
      [service({ mounts: [{ type: "volume", source: "d", target: "/d" }] })],
      'redis: must mount only volumes of its stack; got volume "d"; fix: declare it in the program',
    ],
  ],
  unknown: [
    [dataVolume({ name: UNKNOWN }), container({ mounts: [{ type: "volume", source: "d", target: "/d" }] })],
    [container({ mounts: [{ type: "volume", source: UNKNOWN, target: "/d" }] })],
  ],
});
