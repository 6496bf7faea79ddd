import { container, ruleTests, UNKNOWN } from "../testing.ts";
import { maskedPaths } from "./masked-paths.ts";

ruleTests(maskedPaths, {
  good: [
    container(),
  ],
  bad: [
    [
      container({ securityOpts: ["systempaths=unconfined"] }),
      `redis: must keep the kernel's paths masked; got securityOpts[0] "systempaths=unconfined"; fix: remove it`,
    ],
  ],
  unknown: [
    container({ securityOpts: [UNKNOWN] }),
  ],
});
