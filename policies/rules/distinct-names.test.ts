import { container, dataVolume, network, service, stackTests, UNKNOWN } from "../testing.ts";
import { distinctNames } from "./distinct-names.ts";

stackTests(distinctNames, {
  good: [
    [container(), service(), network(), dataVolume()],
    [container(), { ...container({ name: "other" }), name: "second" }],
  ],
  bad: [
    [
      [container(), { ...container(), name: "second" }],
      'redis: must have a name that no other container has; got name "sutazai-dev-redis", which redis has; fix: rename one of them',
    ],
    [
      [network(), { ...network(), name: "second" }],
      'second: must have a name that no other network has; got name "sutazai-dev-net-database", which net-database has; fix: rename one of them',
    ],
    [
      [dataVolume(), { ...dataVolume(), name: "second" }],
      'second: must have a name that no other volume has; got name "sutazai-dev-redis-data", which redis-data has; fix: rename one of them',
    ],
  ],
  unknown: [
    [container({ name: UNKNOWN })],
  ],
});
