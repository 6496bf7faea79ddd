import { container, ruleTests, UNKNOWN } from "../testing.ts";
import { boundedUlimits } from "./bounded-ulimits.ts";

ruleTests(boundedUlimits, {
  good: [
    container(),
    container({ ulimits: [{ name: "nofile", soft: 1024, hard: 4096 }] }),
  ],
  bad: [
    [
      container({ ulimits: [{ name: "nofile", soft: 4096, hard: 1024 }, { name: "nproc", soft: -1, hard: -1 }] }),
      'redis: must bound its ulimits; got ulimits[0] {"name":"nofile","soft":4096,"hard":1024}; fix: choose soft and hard from 0 to 1048576, soft no higher than hard',
      'redis: must bound its ulimits; got ulimits[1] {"name":"nproc","soft":-1,"hard":-1}; fix: choose soft and hard from 0 to 1048576, soft no higher than hard',
    ],
    [
      container({ ulimits: [{ name: "nofile", soft: 1024, hard: 99999999 }] }),
      'redis: must bound its ulimits; got ulimits[0] {"name":"nofile","soft":1024,"hard":99999999}; fix: choose soft and hard from 0 to 1048576, soft no higher than hard',
    ],
  ],
  unknown: [
    container({ ulimits: [{ name: "nofile", soft: UNKNOWN, hard: 1 }] }),
  ],
});
