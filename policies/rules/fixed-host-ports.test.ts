import { container, ruleTests, UNKNOWN } from "../testing.ts";
import { fixedHostPorts } from "./fixed-host-ports.ts";

ruleTests(fixedHostPorts, {
  good: [
    container(),
    container({ ports: [], publishAllPorts: false }),
  ],
  bad: [
    [
      container({ publishAllPorts: true }),
      "redis: must publish only ports that it names; got publishAllPorts true; fix: set publishAllPorts: false",
    ],
    [
      container({ ports: [{ internal: 80 }, { internal: 81, external: 0 }] }),
      "redis: must publish only ports that it names; got no ports[0].external; fix: choose a port from 1024 to 65535",
      "redis: must publish only ports that it names; got ports[1].external 0; fix: choose a port from 1024 to 65535",
    ],
  ],
  unknown: [
    container({ publishAllPorts: UNKNOWN }),
    container({ ports: [{ internal: 80, external: UNKNOWN }] }),
  ],
});
