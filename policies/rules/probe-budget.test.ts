import { container, stackTests, UNKNOWN } from "../testing.ts";
import { probeBudget } from "./probe-budget.ts";

stackTests(probeBudget, {
  config: { hostCpus: 1 },
  good: [
    [container()],
    [container({ healthcheck: undefined })],
    [container({ healthcheck: { tests: ["NONE"], interval: "1s" } })],
  ],
  bad: [
    [
      [container({ healthcheck: { tests: ["CMD", "true"], interval: "1s" } }), { ...container({ healthcheck: { tests: ["CMD", "true"], interval: "1s" } }), name: "second" }],
      "redis: must keep all health checks within 0.05 of 1 CPUs; got about 0.05 CPUs by 2 containers; fix: use longer intervals, first here",
    ],
  ],
  unknown: [
    [container({ healthcheck: { tests: ["CMD", "true"], interval: UNKNOWN } })],
  ],
});
