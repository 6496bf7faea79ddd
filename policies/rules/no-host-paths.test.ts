import { container, ruleTests, service, UNKNOWN } from "../testing.ts";
import { noHostPaths } from "./no-host-paths.ts";

ruleTests(noHostPaths, {
  good: [
    container(),
    container({ mounts: [{ type: "bind", source: "/srv/data", target: "/x", readOnly: true }] }),
    container({ mounts: [{ type: "bind", source: "/var/lib/app", target: "/x", readOnly: true }] }),
    container({ mounts: [{ type: "bind", source: "/etcetera", target: "/x", readOnly: true }] }),
    container({ volumes: [{ volumeName: UNKNOWN, containerPath: "/data" }] }),
  ],
  bad: [
    [
      container({ mounts: [{ type: "bind", source: "/", target: "/x", readOnly: true }] }),
      `redis: must not see the host's /; got mounts[0].source "/"; fix: mount a named volume, or a directory made for this service`,
    ],
    [
      container({ mounts: [{ type: "bind", source: "/etc", target: "/x", readOnly: true }] }),
      `redis: must not see the host's /etc; got mounts[0].source "/etc"; fix: mount a named volume, or a directory made for this service`,
    ],
    [
      container({ mounts: [{ type: "bind", source: "/etc/ssl/", target: "/x", readOnly: true }] }),
      `redis: must not see the host's /etc; got mounts[0].source "/etc/ssl/"; fix: mount a named volume, or a directory made for this service`,
    ],
    [
      container({ mounts: [{ type: "bind", source: "/srv/../proc", target: "/x", readOnly: true }] }),
      `redis: must not see the host's /proc; got mounts[0].source "/srv/../proc"; fix: mount a named volume, or a directory made for this service`,
    ],
    [
      container({ mounts: [{ type: "bind", source: "/var/lib", target: "/x", readOnly: true }] }),
      `redis: must not see the host's /var/lib/docker; got mounts[0].source "/var/lib"; fix: mount a named volume, or a directory made for this service`,
    ],
    [
      container({ mounts: [{ type: "bind", source: "/var/lib/docker/volumes", target: "/x", readOnly: true }] }),
      `redis: must not see the host's /var/lib/docker; got mounts[0].source "/var/lib/docker/volumes"; fix: mount a named volume, or a directory made for this service`,
    ],
    [
      container({ volumes: [{ hostPath: "/sys", containerPath: "/x" }] }),
      `redis: must not see the host's /sys; got volumes[0].hostPath "/sys"; fix: mount a named volume, or a directory made for this service`,
    ],
    [
      service({ mounts: [{ type: "bind", source: "/usr/share", target: "/x", readOnly: true }] }),
      `redis: must not see the host's /usr; got taskSpec.containerSpec.mounts[0].source "/usr/share"; fix: mount a named volume, or a directory made for this service`,
    ],
  ],
  unknown: [
    container({ volumes: [{ hostPath: UNKNOWN, containerPath: "/x" }] }),
  ],
});
