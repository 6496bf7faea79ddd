import { container, ruleTests, service, UNKNOWN } from "../testing.ts";
import { forbiddenCapabilities } from "./forbidden-capabilities.ts";

ruleTests(forbiddenCapabilities, {
  good: [
    container(),
    container({ capabilities: { drops: ["ALL"], adds: ["CAP_CHOWN"] } }),
    service(),
  ],
  bad: [
    [
      container({ capabilities: { adds: ["CAP_SYS_ADMIN", "net_admin", "ALL"] } }),
      'redis: must have no capability that opens the host; got capabilities.adds[0] "CAP_SYS_ADMIN"; fix: remove it',
      'redis: must have no capability that opens the host; got capabilities.adds[1] "net_admin"; fix: remove it',
      'redis: must have no capability that opens the host; got capabilities.adds[2] "ALL"; fix: remove it',
    ],
    [
      service({ capAdds: ["SYS_PTRACE"] }),
      'redis: must have no capability that opens the host; got taskSpec.containerSpec.capAdds[0] "SYS_PTRACE"; fix: remove it',
    ],
  ],
  unknown: [
    container({ capabilities: { adds: UNKNOWN } }),
    service({ capAdds: [UNKNOWN] }),
  ],
});
