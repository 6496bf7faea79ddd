import { container, ruleTests, service, UNKNOWN } from "../testing.ts";
import { gracefulStop } from "./graceful-stop.ts";

ruleTests(gracefulStop, {
  good: [
    container(),
    container({ destroyGraceSeconds: 10 }),
    container({ stopTimeout: 30, mounts: [{ type: "volume", source: "d", target: "/d" }] }),
    container({ destroyGraceSeconds: 10, mounts: [{ type: "volume", source: "d", target: "/d", readOnly: true }] }),
    service(),
  ],
  bad: [
    [
      container({ destroyGraceSeconds: undefined }),
      "redis: must have 10 seconds to stop; got destroyGraceSeconds 0; fix: set destroyGraceSeconds: 10",
    ],
    [
      container({ destroyGraceSeconds: 5, stopTimeout: 5 }),
      "redis: must have 10 seconds to stop; got destroyGraceSeconds 5; fix: set destroyGraceSeconds: 10",
      "redis: must have 10 seconds to stop; got stopTimeout 5; fix: set stopTimeout: 10",
    ],
    [
      container({ destroyGraceSeconds: 10, mounts: [{ type: "volume", source: "d", target: "/d" }] }),
      "redis: must have 30 seconds to stop, since it keeps data; got destroyGraceSeconds 10; fix: set destroyGraceSeconds: 30",
    ],
    [
      container({ destroyGraceSeconds: 10, volumes: [{ volumeName: "d", containerPath: "/d" }] }),
      "redis: must have 30 seconds to stop, since it keeps data; got destroyGraceSeconds 10; fix: set destroyGraceSeconds: 30",
    ],
    [
      container({ stopSignal: "SIGKILL" }),
      'redis: must be asked to stop, not killed; got stopSignal "SIGKILL"; fix: remove stopSignal',
    ],
    [
      service({ stopGracePeriod: undefined }),
      'redis: must have 10 seconds to stop; got taskSpec.containerSpec.stopGracePeriod 0; fix: set taskSpec.containerSpec.stopGracePeriod: "10s"',
    ],
    [
      service({ stopGracePeriod: "10s", mounts: [{ type: "volume", source: "d", target: "/d" }] }),
      'redis: must have 30 seconds to stop, since it keeps data; got taskSpec.containerSpec.stopGracePeriod 10; fix: set taskSpec.containerSpec.stopGracePeriod: "30s"',
    ],
    [
      service({ stopSignal: "KILL" }),
      'redis: must be asked to stop, not killed; got taskSpec.containerSpec.stopSignal "KILL"; fix: remove stopSignal',
    ],
  ],
  unknown: [
    container({ destroyGraceSeconds: UNKNOWN }),
    service({ stopGracePeriod: UNKNOWN }),
  ],
});
