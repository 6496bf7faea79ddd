import { container, ruleTests, service, UNKNOWN } from "../testing.ts";
import { noSysctls } from "./no-sysctls.ts";

ruleTests(noSysctls, {
  good: [
    container(),
    container({ sysctls: {} }),
    service(),
  ],
  bad: [
    [
      container({ sysctls: { "net.core.somaxconn": "1024" } }),
      'redis: must set no kernel parameters; got sysctls {"net.core.somaxconn":"1024"}; fix: remove sysctls',
    ],
    [
      service({ sysctl: { "kernel.msgmax": "65536" } }),
      'redis: must set no kernel parameters; got taskSpec.containerSpec.sysctl {"kernel.msgmax":"65536"}; fix: remove taskSpec.containerSpec.sysctl',
    ],
  ],
  unknown: [
    container({ sysctls: UNKNOWN }),
    service({ sysctl: UNKNOWN }),
  ],
});
