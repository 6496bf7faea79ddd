import { container, labels, service, stackTests, UNKNOWN } from "../testing.ts";
import { distinctHostPorts } from "./distinct-host-ports.ts";

stackTests(distinctHostPorts, {
  good: [
    [container(), { ...container({ ports: [{ ip: "127.0.0.1", internal: 80, external: 10002 }] }), name: "second" }],
    [container(), { ...container({ ports: [{ ip: "127.0.0.1", internal: 80, external: 10001, protocol: "udp" }] }), name: "second" }],
    [container(), { ...container({ ports: [{ ip: "127.0.0.2", internal: 80, external: 10001 }] }), name: "second" }],
  ],
  bad: [
    [
      [container(), { ...container({ labels: labels({ "sutazai.service": "second" }) }), name: "second" }],
      "second: must publish on a port that no other publishes on; got port 127.0.0.1:10001/tcp, which redis has; fix: choose another port for one of them",
    ],
    [
      [container(), { ...container({ ports: [{ ip: "0.0.0.0", internal: 80, external: 10001 }] }), name: "second" }],
      "redis: must publish on a port that no other publishes on; got port 0.0.0.0:10001/tcp, which redis has; fix: choose another port for one of them",
    ],
    [
      [container(), service({}, {}, {}, { endpointSpec: { ports: [{ targetPort: 80, publishedPort: 10001 }] } })],
      "redis: must publish on a port that no other publishes on; got port 0.0.0.0:10001/tcp, which redis has; fix: choose another port for one of them",
    ],
  ],
  unknown: [
    [container(), { ...container({ ports: [{ ip: "127.0.0.1", internal: 80, external: UNKNOWN }] }), name: "second" }],
  ],
});
