import { container, ruleTests, service, UNKNOWN } from "../testing.ts";
import { noEngineSocket } from "./no-engine-socket.ts";

ruleTests(noEngineSocket, {
  good: [
    container(),
    container({ mounts: [{ type: "bind", source: "/srv/data", target: "/x", readOnly: true }] }),
    container({ mounts: [{ type: "bind", source: "/run/secrets", target: "/x", readOnly: true }] }),
    container({ mounts: [{ type: "volume", source: UNKNOWN, target: "/data" }] }),
    service({ mounts: [{ type: "bind", source: "/srv", target: "/x", readOnly: true }] }),
  ],
  bad: [
    [
      container({ mounts: [{ type: "bind", source: "/var/run/docker.sock", target: "/x", readOnly: true }] }),
      `redis: must not reach the engine's socket; got mounts[0].source "/var/run/docker.sock"; fix: ask the engine through a proxy that only reads, or mount a narrower path`,
    ],
    [
      container({ mounts: [{ type: "bind", source: "/run/docker.sock", target: "/x", readOnly: true }] }),
      `redis: must not reach the engine's socket; got mounts[0].source "/run/docker.sock"; fix: ask the engine through a proxy that only reads, or mount a narrower path`,
    ],
    [
      container({ mounts: [{ type: "bind", source: "/srv/../var/run//docker.sock/", target: "/x", readOnly: true }] }),
      `redis: must not reach the engine's socket; got mounts[0].source "/srv/../var/run//docker.sock/"; fix: ask the engine through a proxy that only reads, or mount a narrower path`,
    ],
    [
      container({ mounts: [{ type: "bind", source: "/run/user/1000/docker.sock", target: "/x", readOnly: true }] }),
      `redis: must not reach the engine's socket; got mounts[0].source "/run/user/1000/docker.sock"; fix: ask the engine through a proxy that only reads, or mount a narrower path`,
    ],
    [
      container({ mounts: [{ type: "bind", source: "/", target: "/x", readOnly: true }] }),
      `redis: must not reach the engine's socket; got mounts[0].source "/"; fix: ask the engine through a proxy that only reads, or mount a narrower path`,
    ],
    [
      container({ mounts: [{ type: "bind", source: "/var", target: "/x", readOnly: true }] }),
      `redis: must not reach the engine's socket; got mounts[0].source "/var"; fix: ask the engine through a proxy that only reads, or mount a narrower path`,
    ],
    [
      container({ mounts: [{ type: "bind", source: "/run/", target: "/x", readOnly: true }] }),
      `redis: must not reach the engine's socket; got mounts[0].source "/run/"; fix: ask the engine through a proxy that only reads, or mount a narrower path`,
    ],
    [
      container({ mounts: [{ type: "bind", source: "/var/run/containerd/containerd.sock", target: "/x", readOnly: true }] }),
      `redis: must not reach the engine's socket; got mounts[0].source "/var/run/containerd/containerd.sock"; fix: ask the engine through a proxy that only reads, or mount a narrower path`,
    ],
    [
      container({ mounts: [{ type: "bind", source: "/run/podman", target: "/x", readOnly: true }] }),
      `redis: must not reach the engine's socket; got mounts[0].source "/run/podman"; fix: ask the engine through a proxy that only reads, or mount a narrower path`,
    ],
    [
      container({ volumes: [{ hostPath: "/var/run", containerPath: "/x", readOnly: true }] }),
      `redis: must not reach the engine's socket; got volumes[0].hostPath "/var/run"; fix: ask the engine through a proxy that only reads, or mount a narrower path`,
    ],
    [
      service({ mounts: [{ type: "bind", source: "/var/run/docker.sock", target: "/x", readOnly: true }] }),
      `redis: must not reach the engine's socket; got taskSpec.containerSpec.mounts[0].source "/var/run/docker.sock"; fix: ask the engine through a proxy that only reads, or mount a narrower path`,
    ],
  ],
  unknown: [
    container({ mounts: [{ type: "bind", source: UNKNOWN, target: "/x" }] }),
  ],
});
