import { container, ruleTests, UNKNOWN } from "../testing.ts";
import { noHostPid } from "./no-host-pid.ts";

ruleTests(noHostPid, {
  good: [
    container(),
    container({ pidMode: "" }),
  ],
  bad: [
    [
      container({ pidMode: "host" }),
      'redis: must have its own process numbers; got pidMode "host"; fix: remove pidMode',
    ],
    [
      container({ pidMode: "container:abc" }),
      'redis: must have its own process numbers; got pidMode "container:abc"; fix: remove pidMode',
    ],
  ],
  unknown: [
    container({ pidMode: UNKNOWN }),
  ],
});
