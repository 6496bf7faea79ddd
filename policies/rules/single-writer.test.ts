import { container, labels, stackTests, UNKNOWN } from "../testing.ts";
import { singleWriter } from "./single-writer.ts";

stackTests(singleWriter, {
  good: [
    [container({ mounts: [{ type: "volume", source: "d", target: "/d" }] }), { ...container({ mounts: [{ type: "volume", source: "d", target: "/d", readOnly: true }] }), name: "second" }],
    [container({ mounts: [{ type: "volume", source: "d", target: "/d" }] }), { ...container({ volumes: [{ volumeName: "e", containerPath: "/e" }] }), name: "second" }],
  ],
  bad: [
    [
      [container({ mounts: [{ type: "volume", source: "d", target: "/d" }] }), { ...container({ labels: labels({ "sutazai.service": "second" }), volumes: [{ volumeName: "d", containerPath: "/d" }] }), name: "second" }],
      'redis: must be alone in writing to a volume; got volume "d", which second may write to; fix: mount it read-only here or there, or use a volume of its own',
      'second: must be alone in writing to a volume; got volume "d", which redis may write to; fix: mount it read-only here or there, or use a volume of its own',
    ],
  ],
  unknown: [
    [container({ mounts: [{ type: "volume", source: UNKNOWN, target: "/d" }] }), { ...container(), name: "second" }],
  ],
});
