import { container, ruleTests, service, UNKNOWN } from "../testing.ts";
import { loopbackPorts } from "./loopback-ports.ts";

ruleTests(loopbackPorts, {
  good: [
    container(),
    container({ ports: undefined }),
    container({ ports: [{ ip: "127.0.1.1", internal: 80, external: 8080 }, { ip: "::1", internal: 80, external: 8080 }] }),
    service(),
    service({}, {}, {}, { endpointSpec: { ports: [{ targetPort: 80 }] } }),
  ],
  bad: [
    [
      container({ ports: [{ internal: 80, external: 8080 }, { ip: "0.0.0.0", internal: 81, external: 8081 }] }),
      'redis: must publish its ports on the loopback address; got no ports[0].ip; fix: set ports[0].ip: "127.0.0.1"',
      'redis: must publish its ports on the loopback address; got ports[1].ip "0.0.0.0"; fix: set ports[1].ip: "127.0.0.1"',
    ],
    [
      container({ ports: [{ ip: "192.168.1.5", internal: 80, external: 8080 }] }),
      'redis: must publish its ports on the loopback address; got ports[0].ip "192.168.1.5"; fix: set ports[0].ip: "127.0.0.1"',
    ],
    [
      container({ ports: [{ ip: "127.0.0.1.example", internal: 80, external: 8080 }] }),
      'redis: must publish its ports on the loopback address; got ports[0].ip "127.0.0.1.example"; fix: set ports[0].ip: "127.0.0.1"',
    ],
    [
      service({}, {}, {}, { endpointSpec: { ports: [{ targetPort: 80, publishedPort: 8080 }] } }),
      "redis: must publish no port, since swarm publishes on every address of every node; got endpointSpec.ports[0].publishedPort 8080; fix: let the gateway publish the service",
    ],
  ],
  unknown: [
    container({ ports: [{ ip: UNKNOWN, internal: 80, external: 8080 }] }),
  ],
});
