import { container, ruleTests, UNKNOWN } from "../testing.ts";
import { noHostCgroupNamespace } from "./no-host-cgroup-namespace.ts";

ruleTests(noHostCgroupNamespace, {
  good: [
    container(),
    container({ cgroupnsMode: "private" }),
  ],
  bad: [
    [
      container({ cgroupnsMode: "host" }),
      'redis: must have its own view of the control groups; got cgroupnsMode "host"; fix: set cgroupnsMode: "private"',
    ],
  ],
  unknown: [
    container({ cgroupnsMode: UNKNOWN }),
  ],
});
