import { container, ruleTests, service, UNKNOWN } from "../testing.ts";
import { privateMounts } from "./private-mounts.ts";

ruleTests(privateMounts, {
  good: [
    container(),
    container({ mounts: [{ type: "bind", source: "/srv", target: "/x", readOnly: true }] }),
    container({ mounts: [{ type: "bind", source: "/srv", target: "/x", readOnly: true, bindOptions: { propagation: "rprivate" } }] }),
    service({ mounts: [{ type: "bind", source: "/srv", target: "/x", readOnly: true }] }),
  ],
  bad: [
    [
      container({ mounts: [{ type: "bind", source: "/srv", target: "/x", readOnly: true, bindOptions: { propagation: "shared" } }] }),
      'redis: must keep its mounts to itself; got mounts[0].bindOptions.propagation "shared"; fix: set it to "rprivate"',
    ],
    [
      container({ mounts: [{ type: "bind", source: "/srv", target: "/x", readOnly: true, bindOptions: { propagation: "rslave" } }] }),
      'redis: must keep its mounts to itself; got mounts[0].bindOptions.propagation "rslave"; fix: set it to "rprivate"',
    ],
    [
      service({ mounts: [{ type: "bind", source: "/srv", target: "/x", readOnly: true, bindOptions: { propagation: "rshared" } }] }),
      'redis: must keep its mounts to itself; got taskSpec.containerSpec.mounts[0].bindOptions.propagation "rshared"; fix: set it to "rprivate"',
    ],
  ],
  unknown: [
    container({ mounts: [{ type: "bind", source: "/srv", target: "/x", bindOptions: { propagation: UNKNOWN } }] }),
  ],
});
