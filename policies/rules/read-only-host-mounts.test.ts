import { container, ruleTests, service, UNKNOWN } from "../testing.ts";
import { readOnlyHostMounts } from "./read-only-host-mounts.ts";

ruleTests(readOnlyHostMounts, {
  good: [
    container(),
    container({ mounts: [{ type: "bind", source: "/srv", target: "/x", readOnly: true }] }),
    container({ mounts: [{ type: "volume", source: "data", target: "/data" }], volumes: [{ volumeName: "more", containerPath: "/more" }] }),
    service({ mounts: [{ type: "bind", source: "/srv", target: "/x", readOnly: true }] }),
  ],
  bad: [
    [
      container({ mounts: [{ type: "bind", source: "/srv", target: "/x" }] }),
      'redis: must mount the host read-only; got mounts[0].source "/srv"; fix: set mounts[0].readOnly: true, or use a named volume',
    ],
    [
      container({ volumes: [{ hostPath: "/srv", containerPath: "/x" }] }),
      'redis: must mount the host read-only; got volumes[0].hostPath "/srv"; fix: set volumes[0].readOnly: true, or use a named volume',
    ],
    [
      service({ mounts: [{ type: "bind", source: "/srv", target: "/x", readOnly: false }] }),
      'redis: must mount the host read-only; got taskSpec.containerSpec.mounts[0].source "/srv"; fix: set taskSpec.containerSpec.mounts[0].readOnly: true, or use a named volume',
    ],
  ],
  unknown: [
    container({ mounts: [{ type: "bind", source: "/srv", target: "/x", readOnly: UNKNOWN }] }),
  ],
});
