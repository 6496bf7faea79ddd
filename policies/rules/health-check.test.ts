import { container, ruleTests, service, UNKNOWN } from "../testing.ts";
import { healthCheck } from "./health-check.ts";

ruleTests(healthCheck, {
  good: [
    container(),
    container({ healthcheck: { tests: ["CMD", "true"] } }),
    service(),
  ],
  bad: [
    [
      container({ healthcheck: undefined }),
      'redis: must have a health check; got no healthcheck.tests; fix: set healthcheck.tests: ["CMD-SHELL", "..."]',
    ],
    [
      container({ healthcheck: { tests: ["NONE"] } }),
      'redis: must have a health check; got healthcheck.tests ["NONE"]; fix: set healthcheck.tests: ["CMD-SHELL", "..."]',
    ],
    [
      container({ healthcheck: { tests: [] } }),
      'redis: must have a health check; got healthcheck.tests []; fix: set healthcheck.tests: ["CMD-SHELL", "..."]',
    ],
    [
      container({ healthcheck: { tests: ["CMD-SHELL", " "] } }),
      'redis: must have a health check; got healthcheck.tests ["CMD-SHELL"," "]; fix: set healthcheck.tests: ["CMD-SHELL", "..."]',
    ],
    [
      service({ healthcheck: undefined }),
      'redis: must have a health check; got no taskSpec.containerSpec.healthcheck.tests; fix: set taskSpec.containerSpec.healthcheck.tests: ["CMD-SHELL", "..."]',
    ],
  ],
  unknown: [
    container({ healthcheck: UNKNOWN }),
    service({ healthcheck: { tests: UNKNOWN } }),
  ],
});
