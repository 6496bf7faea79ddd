import { container, ruleTests, service, UNKNOWN } from "../testing.ts";
import { boundedRestart } from "./bounded-restart.ts";

ruleTests(boundedRestart, {
  good: [
    container(),
    container({ restart: "on-failure", maxRetryCount: 5 }),
    service(),
    service({}, {}, { restartPolicy: { condition: "any" } }),
  ],
  bad: [
    [
      container({ restart: undefined }),
      'redis: must come back after a failure, within bounds; got no restart; fix: set restart: "unless-stopped"',
    ],
    [
      container({ restart: "always" }),
      'redis: must come back after a failure, within bounds; got restart "always"; fix: set restart: "unless-stopped"',
    ],
    [
      container({ restart: "on-failure" }),
      "redis: must come back after a failure, within bounds; got no maxRetryCount; fix: set maxRetryCount: 5",
    ],
    [
      container({ restart: "on-failure", maxRetryCount: 6 }),
      "redis: must come back after a failure, within bounds; got maxRetryCount 6; fix: set maxRetryCount: 5",
    ],
    [
      service({}, {}, { restartPolicy: { condition: "none" } }),
      'redis: must come back after a failure, within bounds; got taskSpec.restartPolicy.condition "none"; fix: set taskSpec.restartPolicy.condition: "any"',
    ],
  ],
  unknown: [
    container({ restart: UNKNOWN }),
    service({}, {}, { restartPolicy: { condition: UNKNOWN } }),
  ],
});
