import { container, ruleTests, service, UNKNOWN } from "../testing.ts";
import { accessControlProfile } from "./access-control-profile.ts";

ruleTests(accessControlProfile, {
  good: [
    container(),
    container({ securityOpts: ["apparmor=docker-default", "label=type:svirt_t"] }),
    service(),
  ],
  bad: [
    [
      container({ securityOpts: ["apparmor=unconfined", "label:disable"] }),
      'redis: must keep its access control profile; got securityOpts[0] "apparmor=unconfined"; fix: remove it',
      'redis: must keep its access control profile; got securityOpts[1] "label:disable"; fix: remove it',
    ],
    [
      service({ privileges: { seLinuxContext: { disable: true } } }),
      "redis: must keep its access control profile; got taskSpec.containerSpec.privileges.seLinuxContext.disable true; fix: remove it",
    ],
  ],
  unknown: [
    container({ securityOpts: UNKNOWN }),
    service({ privileges: { seLinuxContext: { disable: UNKNOWN } } }),
  ],
});
