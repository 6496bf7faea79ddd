import { container, ruleTests, service, UNKNOWN } from "../testing.ts";
import { reapedChildren } from "./reaped-children.ts";

ruleTests(reapedChildren, {
  good: [
    container(),
    container({ command: ["sh", "-c", "cd /x && exec serve"] }),
    container({ command: ["sh", "-c", "a & b"], init: true }),
    container({ entrypoints: ["serve"], command: ["sh"] }),
    service(),
  ],
  bad: [
    [
      container({ command: ["sh", "-c", "a & b"] }),
      "redis: must reap its children; got no init; fix: let the shell exec the service, or set init: true",
    ],
    [
      container({ entrypoints: ["/bin/bash"], command: ["start.sh"], init: false }),
      "redis: must reap its children; got init false; fix: let the shell exec the service, or set init: true",
    ],
    [
      service({ commands: ["sh", "run.sh"] }),
      "redis: must reap its children; got no taskSpec.containerSpec.init; fix: let the shell exec the service, or set taskSpec.containerSpec.init: true",
    ],
  ],
  unknown: [
    container({ command: [UNKNOWN] }),
  ],
});
