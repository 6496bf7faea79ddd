import { container, ruleTests, UNKNOWN } from "../testing.ts";
import { noHostDevices } from "./no-host-devices.ts";

ruleTests(noHostDevices, {
  good: [
    container(),
    container({ devices: [], gpus: "" }),
  ],
  bad: [
    [
      container({ devices: [{ hostPath: "/dev/kvm" }] }),
      'redis: must see no device of the host; got devices [{"hostPath":"/dev/kvm"}]; fix: remove devices',
    ],
    [
      container({ deviceRequests: [{ count: -1 }], gpus: "all" }),
      'redis: must see no device of the host; got deviceRequests [{"count":-1}]; fix: remove deviceRequests',
      'redis: must see no device of the host; got gpus "all"; fix: remove gpus',
    ],
    [
      container({ deviceCgroupRules: ["c 1:3 mr"] }),
      'redis: must see no device of the host; got deviceCgroupRules ["c 1:3 mr"]; fix: remove deviceCgroupRules',
    ],
  ],
  unknown: [
    container({ devices: UNKNOWN }),
    container({ gpus: UNKNOWN }),
  ],
});
