import { container, ruleTests, UNKNOWN } from "../testing.ts";
import { seccompProfile } from "./seccomp-profile.ts";

ruleTests(seccompProfile, {
  good: [
    container(),
    container({ securityOpts: ["seccomp=profile.json"] }),
  ],
  bad: [
    [
      container({ securityOpts: ["seccomp=unconfined"] }),
      'redis: must keep the filter of system calls; got securityOpts[0] "seccomp=unconfined"; fix: remove it',
    ],
    [
      container({ securityOpts: ["no-new-privileges:true", "seccomp:unconfined"] }),
      'redis: must keep the filter of system calls; got securityOpts[1] "seccomp:unconfined"; fix: remove it',
    ],
  ],
  unknown: [
    container({ securityOpts: [UNKNOWN] }),
  ],
});
