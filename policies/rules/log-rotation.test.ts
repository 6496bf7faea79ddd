import { container, ruleTests, service, UNKNOWN } from "../testing.ts";
import { logRotation } from "./log-rotation.ts";

ruleTests(logRotation, {
  good: [
    container(),
    container({ logDriver: "local", logOpts: { "max-size": "1g", "max-file": "10" } }),
    container({ logDriver: "journald", logOpts: undefined }),
    service(),
  ],
  bad: [
    [
      container({ logDriver: undefined, logOpts: undefined }),
      'redis: must bound its log; got no logDriver; fix: set logDriver: "json-file"',
    ],
    [
      container({ logOpts: undefined }),
      'redis: must bound its log; got no logOpts.max-size; fix: set logOpts: { "max-size": "10m" }',
      'redis: must bound its log; got no logOpts.max-file; fix: set logOpts: { "max-file": "3" }',
    ],
    [
      container({ logOpts: { "max-size": "ten", "max-file": "0" } }),
      'redis: must bound its log; got logOpts.max-size "ten"; fix: set logOpts: { "max-size": "10m" }',
      'redis: must bound its log; got logOpts.max-file "0"; fix: set logOpts: { "max-file": "3" }',
    ],
    [
      container({ logDriver: "none" }),
      'redis: must bound its log; got logDriver "none"; fix: set logDriver: "json-file"',
    ],
    [
      service({}, {}, { logDriver: { name: "json-file", options: { "max-size": "10m" } } }),
      'redis: must bound its log; got no taskSpec.logDriver.options.max-file; fix: set taskSpec.logDriver.options: { "max-file": "3" }',
    ],
  ],
  unknown: [
    container({ logDriver: UNKNOWN }),
    container({ logOpts: UNKNOWN }),
  ],
});
