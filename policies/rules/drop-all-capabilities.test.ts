import { container, ruleTests, service, UNKNOWN } from "../testing.ts";
import { dropAllCapabilities } from "./drop-all-capabilities.ts";

ruleTests(dropAllCapabilities, {
  good: [
    container(),
    container({ capabilities: { drops: ["ALL"], adds: ["CAP_CHOWN"] } }),
    service(),
  ],
  bad: [
    [
      container({ capabilities: undefined }),
      'redis: must drop every capability; got no capabilities.drops; fix: set capabilities.drops: ["ALL"]',
    ],
    [
      container({ capabilities: { adds: ["CAP_CHOWN"] } }),
      'redis: must drop every capability; got no capabilities.drops; fix: set capabilities.drops: ["ALL"]',
    ],
    [
      container({ capabilities: { drops: ["CAP_ALL"] } }),
      'redis: must drop every capability; got capabilities.drops ["CAP_ALL"]; fix: set capabilities.drops: ["ALL"]',
    ],
    [
      service({ capDrops: undefined }),
      'redis: must drop every capability; got no taskSpec.containerSpec.capDrops; fix: set taskSpec.containerSpec.capDrops: ["ALL"]',
    ],
    [
      service({ capDrops: ["CAP_NET_RAW"] }),
      'redis: must drop every capability; got taskSpec.containerSpec.capDrops ["CAP_NET_RAW"]; fix: set taskSpec.containerSpec.capDrops: ["ALL"]',
    ],
  ],
  unknown: [
    container({ capabilities: { drops: UNKNOWN } }),
    service({ capDrops: UNKNOWN }),
  ],
});
