import { container, ruleTests, service, UNKNOWN } from "../testing.ts";
import { boundedTmpfs } from "./bounded-tmpfs.ts";

ruleTests(boundedTmpfs, {
  good: [
    container(),
    container({ tmpfs: undefined }),
    container({ mounts: [{ type: "tmpfs", target: "/x", tmpfsOptions: { sizeBytes: 1024 } }, { type: "volume", source: UNKNOWN, target: "/data" }] }),
    service({ mounts: [{ type: "tmpfs", target: "/x", tmpfsOptions: { sizeBytes: 1024 } }] }),
  ],
  bad: [
    [
      container({ tmpfs: { "/tmp": "" } }),
      'redis: must bound its memory file systems and run nothing from them; got tmpfs /tmp ""; fix: add size=64m,noexec,nosuid',
    ],
    [
      container({ tmpfs: { "/tmp": "size=0,noexec,nosuid", "/run": "size=10m,noexec" } }),
      'redis: must bound its memory file systems and run nothing from them; got tmpfs /tmp "size=0,noexec,nosuid"; fix: add size=64m',
      'redis: must bound its memory file systems and run nothing from them; got tmpfs /run "size=10m,noexec"; fix: add nosuid',
    ],
    [
      container({ mounts: [{ type: "tmpfs", target: "/x" }] }),
      "redis: must bound its memory file systems and run nothing from them; got no mounts[0].tmpfsOptions.sizeBytes; fix: set mounts[0].tmpfsOptions.sizeBytes: 67108864",
    ],
    [
      service({ mounts: [{ type: "tmpfs", target: "/x", tmpfsOptions: { sizeBytes: 0 } }] }),
      "redis: must bound its memory file systems and run nothing from them; got taskSpec.containerSpec.mounts[0].tmpfsOptions.sizeBytes 0; fix: set taskSpec.containerSpec.mounts[0].tmpfsOptions.sizeBytes: 67108864",
    ],
  ],
  unknown: [
    container({ tmpfs: { "/tmp": UNKNOWN } }),
    container({ mounts: [{ type: UNKNOWN, target: "/x" }] }),
  ],
});
