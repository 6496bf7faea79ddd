import { container, labels, stackTests, UNKNOWN } from "../testing.ts";
import { tierOrder } from "./tier-order.ts";

stackTests(tierOrder, {
  good: [
    [container(), { ...container({ labels: labels({ "sutazai.tier": "2", "sutazai.service": "second" }) }), name: "second", dependsOn: ["redis"] }],
    [container(), { ...container({ labels: [] }), name: "second", dependsOn: ["redis"] }],
  ],
  bad: [
    [
      [container({ labels: labels({ "sutazai.tier": "4" }) }), { ...container({ labels: labels({ "sutazai.tier": "2", "sutazai.service": "second" }) }), name: "second", dependsOn: ["redis"] }],
      "second: must depend on no service of a higher tier; got tier 2, and redis of tier 4; fix: move it to tier 4 or above, or remove the dependency",
    ],
  ],
  unknown: [
    [container({ labels: UNKNOWN }), { ...container(), name: "second", dependsOn: ["redis"] }],
  ],
});
