import { container, ruleTests, UNKNOWN } from "../testing.ts";
import { noNewPrivileges } from "./no-new-privileges.ts";

ruleTests(noNewPrivileges, {
  good: [
    container(),
    container({ securityOpts: ["seccomp=default", "no-new-privileges"] }),
    container({ securityOpts: ["no-new-privileges=true"] }),
  ],
  bad: [
    [
      container({ securityOpts: undefined }),
      'redis: must forbid its processes to gain privileges; got no securityOpts; fix: add "no-new-privileges:true" to securityOpts',
    ],
    [
      container({ securityOpts: [] }),
      'redis: must forbid its processes to gain privileges; got securityOpts []; fix: add "no-new-privileges:true" to securityOpts',
    ],
    [
      container({ securityOpts: ["no-new-privileges:false"] }),
      'redis: must forbid its processes to gain privileges; got securityOpts ["no-new-privileges:false"]; fix: add "no-new-privileges:true" to securityOpts',
    ],
  ],
  unknown: [
    container({ securityOpts: UNKNOWN }),
  ],
});
