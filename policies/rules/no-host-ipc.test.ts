import { container, ruleTests, UNKNOWN } from "../testing.ts";
import { noHostIpc } from "./no-host-ipc.ts";

ruleTests(noHostIpc, {
  good: [
    container(),
    container({ ipcMode: "private" }),
  ],
  bad: [
    [
      container({ ipcMode: "host" }),
      'redis: must have its own shared memory; got ipcMode "host"; fix: set ipcMode: "private"',
    ],
    [
      container({ ipcMode: "container:abc" }),
      'redis: must have its own shared memory; got ipcMode "container:abc"; fix: set ipcMode: "private"',
    ],
  ],
  unknown: [
    container({ ipcMode: UNKNOWN }),
  ],
});
