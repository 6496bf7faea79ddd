import { container, ruleTests, UNKNOWN } from "../testing.ts";
import { keptVolumes } from "./kept-volumes.ts";

ruleTests(keptVolumes, {
  good: [
    container(),
  ],
  bad: [
    [
      container({ removeVolumes: undefined }),
      "redis: must leave its volumes alone when it is removed; got no removeVolumes; fix: set removeVolumes: false",
    ],
    [
      container({ removeVolumes: true, rm: true }),
      "redis: must leave its volumes alone when it is removed; got removeVolumes true; fix: set removeVolumes: false",
      "redis: must leave its volumes alone when it is removed; got rm true; fix: remove rm",
    ],
  ],
  unknown: [
    container({ removeVolumes: UNKNOWN }),
    container({ rm: UNKNOWN }),
  ],
});
