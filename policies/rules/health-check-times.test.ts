import { container, ruleTests, service, UNKNOWN } from "../testing.ts";
import { healthCheckTimes } from "./health-check-times.ts";

ruleTests(healthCheckTimes, {
  good: [
    container(),
    container({ healthcheck: undefined }),
    container({ healthcheck: { tests: ["CMD", "true"], interval: "0s", startPeriod: "1m0s", startInterval: "1s" } }),
    service(),
  ],
  bad: [
    [
      container({ healthcheck: { tests: ["CMD", "true"], interval: "100ms", timeout: "5m0s", retries: 99, startPeriod: "1h0m0s" } }),
      'redis: must ask its health in sensible times; got healthcheck.interval "100ms"; fix: choose 1s to 300s',
      'redis: must ask its health in sensible times; got healthcheck.timeout "5m0s"; fix: choose 1s to 120s',
      'redis: must ask its health in sensible times; got healthcheck.startPeriod "1h0m0s"; fix: choose 0s to 1800s',
      "redis: must ask its health in sensible times; got healthcheck.retries 99; fix: choose 1 to 30",
    ],
    [
      container({ healthcheck: { tests: ["CMD", "true"], interval: "often" } }),
      'redis: must ask its health in sensible times; got healthcheck.interval "often"; fix: choose 1s to 300s',
    ],
    [
      container({ healthcheck: { tests: ["CMD", "true"], startInterval: "1s" } }),
      "redis: must ask its health in sensible times; got no healthcheck.startPeriod; fix: set healthcheck.startPeriod, in which startInterval counts",
    ],
    [
      service({ healthcheck: { tests: ["CMD", "true"], interval: "1h" } }),
      'redis: must ask its health in sensible times; got taskSpec.containerSpec.healthcheck.interval "1h"; fix: choose 1s to 300s',
    ],
  ],
  unknown: [
    container({ healthcheck: { tests: ["CMD", "true"], interval: UNKNOWN } }),
  ],
});
