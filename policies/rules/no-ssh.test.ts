import { container, ruleTests, service, UNKNOWN } from "../testing.ts";
import { noSsh } from "./no-ssh.ts";

ruleTests(noSsh, {
  good: [
    container(),
    container({ ports: [{ internal: 2222, external: 2222 }] }),
  ],
  bad: [
    [
      container({ ports: [{ internal: 22, external: 2222 }] }),
      "redis: must serve no SSH; got ports[0].internal 22; fix: remove the port and the server behind it",
    ],
    [
      service({}, {}, {}, { endpointSpec: { ports: [{ targetPort: 22 }] } }),
      "redis: must serve no SSH; got endpointSpec.ports[0].targetPort 22; fix: remove the port and the server behind it",
    ],
  ],
  unknown: [
    container({ ports: [{ internal: UNKNOWN }] }),
  ],
});
