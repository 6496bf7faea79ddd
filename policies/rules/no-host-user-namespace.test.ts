import { container, ruleTests, UNKNOWN } from "../testing.ts";
import { noHostUserNamespace } from "./no-host-user-namespace.ts";

ruleTests(noHostUserNamespace, {
  good: [
    container(),
    container({ usernsMode: "" }),
  ],
  bad: [
    [
      container({ usernsMode: "host" }),
      'redis: must have its own user numbers; got usernsMode "host"; fix: remove usernsMode',
    ],
  ],
  unknown: [
    container({ usernsMode: UNKNOWN }),
  ],
});
