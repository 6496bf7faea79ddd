import { container, labels, stackTests, UNKNOWN } from "../testing.ts";
import { memoryBudget } from "./memory-budget.ts";

stackTests(memoryBudget, {
  config: { hostMemory: 200 },
  good: [
    [container()],
    [container({ memoryReservation: undefined })],
  ],
  bad: [
    [
      [container(), { ...container({ labels: labels({ "sutazai.service": "second" }), memoryReservation: 100 }), name: "second" }],
      "redis: must leave the sum of all reservations within the host's 200 MiB; got 228 MiB by 2 containers, most of it 128 MiB here; fix: choose fewer services or smaller classes",
    ],
  ],
  unknown: [
    [container({ memoryReservation: UNKNOWN })],
  ],
});
