import { container, ruleTests, UNKNOWN } from "../testing.ts";
import { noPrivileged } from "./no-privileged.ts";

ruleTests(noPrivileged, {
  good: [
    container(),
    container({ privileged: false }),
  ],
  bad: [
    [
      container({ privileged: true }),
      "redis: must not be privileged; got privileged true; fix: set privileged: false",
    ],
  ],
  unknown: [
    container({ privileged: UNKNOWN }),
  ],
});
