import { container, ruleTests, service, UNKNOWN } from "../testing.ts";
import { noHostNetwork } from "./no-host-network.ts";

ruleTests(noHostNetwork, {
  good: [
    container(),
    container({ networkMode: "bridge" }),
    container({ networkMode: "none" }),
    service(),
  ],
  bad: [
    [
      container({ networkMode: "host" }),
      'redis: must have a network of its own; got networkMode "host"; fix: set networkMode: "bridge"',
    ],
    [
      container({ networkMode: "container:abc" }),
      'redis: must have a network of its own; got networkMode "container:abc"; fix: set networkMode: "bridge"',
    ],
    [
      service({}, {}, { networksAdvanceds: [{ name: "backend" }, { name: "host" }] }),
      'redis: must have a network of its own; got taskSpec.networksAdvanceds[1].name "host"; fix: name an overlay network',
    ],
  ],
  unknown: [
    container({ networkMode: UNKNOWN }),
    service({}, {}, { networksAdvanceds: [{ name: UNKNOWN }] }),
  ],
});
