import { container, ruleTests, service, UNKNOWN } from "../testing.ts";
import { allowedCapabilities } from "./allowed-capabilities.ts";

ruleTests(allowedCapabilities, {
  good: [
    container(),
    container({ capabilities: { drops: ["ALL"], adds: ["CAP_CHOWN", "CAP_NET_BIND_SERVICE"] } }),
    service({ capAdds: ["CAP_SETUID"] }),
  ],
  bad: [
    [
      container({ capabilities: { adds: ["CAP_NET_RAW", "CHOWN"] } }),
      'redis: must add only allowed capabilities; got capabilities.adds[0] "CAP_NET_RAW"; fix: remove it; allowed are CAP_CHOWN, CAP_DAC_OVERRIDE, CAP_FOWNER, CAP_NET_BIND_SERVICE, CAP_SETGID, CAP_SETUID',
      'redis: must add only allowed capabilities; got capabilities.adds[1] "CHOWN"; fix: write "CAP_CHOWN", as the engine reads it back',
    ],
    [
      service({ capAdds: ["CAP_SYS_ADMIN"] }),
      'redis: must add only allowed capabilities; got taskSpec.containerSpec.capAdds[0] "CAP_SYS_ADMIN"; fix: remove it; allowed are CAP_CHOWN, CAP_DAC_OVERRIDE, CAP_FOWNER, CAP_NET_BIND_SERVICE, CAP_SETGID, CAP_SETUID',
    ],
  ],
  unknown: [
    container({ capabilities: { adds: ["CAP_CHOWN", UNKNOWN] } }),
    service({ capAdds: UNKNOWN }),
  ],
});
