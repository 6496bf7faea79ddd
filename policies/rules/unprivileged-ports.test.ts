import { container, ruleTests, service, UNKNOWN } from "../testing.ts";
import { unprivilegedPorts } from "./unprivileged-ports.ts";

ruleTests(unprivilegedPorts, {
  good: [
    container(),
    container({ ports: [{ internal: 80, external: 1024 }, { internal: 81 }] }),
    service({}, {}, {}, { endpointSpec: { ports: [{ targetPort: 80, publishedPort: 8080 }] } }),
  ],
  bad: [
    [
      container({ ports: [{ internal: 80, external: 80 }, { internal: 443, external: 1023 }] }),
      "redis: must publish on a port from 1024 on; got ports[0].external 80; fix: choose a port from 1024 to 65535",
      "redis: must publish on a port from 1024 on; got ports[1].external 1023; fix: choose a port from 1024 to 65535",
    ],
    [
      service({}, {}, {}, { endpointSpec: { ports: [{ targetPort: 80, publishedPort: 443 }] } }),
      "redis: must publish on a port from 1024 on; got endpointSpec.ports[0].publishedPort 443; fix: choose a port from 1024 to 65535",
    ],
  ],
  unknown: [
    container({ ports: [{ internal: 80, external: UNKNOWN }] }),
  ],
});
