import { container, ruleTests, service, UNKNOWN } from "../testing.ts";
import { readOnlyRoot } from "./read-only-root.ts";

ruleTests(readOnlyRoot, {
  good: [
    container(),
    service(),
  ],
  bad: [
    [
      container({ readOnly: undefined }),
      "redis: must have a read-only root file system; got no readOnly; fix: set readOnly: true",
    ],
    [
      container({ readOnly: false }),
      "redis: must have a read-only root file system; got readOnly false; fix: set readOnly: true",
    ],
    [
      service({ readOnly: undefined }),
      "redis: must have a read-only root file system; got no taskSpec.containerSpec.readOnly; fix: set taskSpec.containerSpec.readOnly: true",
    ],
  ],
  unknown: [
    container({ readOnly: UNKNOWN }),
    service({ readOnly: UNKNOWN }),
  ],
});
