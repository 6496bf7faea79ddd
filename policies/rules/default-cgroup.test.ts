import { builtImage, container, ruleTests, UNKNOWN } from "../testing.ts";
import { defaultCgroup } from "./default-cgroup.ts";

ruleTests(defaultCgroup, {
  good: [
    container(),
    builtImage(),
  ],
  bad: [
    [
      container({ cgroupParent: "/" }),
      `redis: must stay in the engine's control group; got cgroupParent "/"; fix: remove cgroupParent`,
    ],
    [
      builtImage({ buildArgs: { BASE: "debian:12" }, cgroupParent: "/x" }),
      `redis-image: must stay in the engine's control group; got build.cgroupParent "/x"; fix: remove build.cgroupParent`,
    ],
  ],
  unknown: [
    container({ cgroupParent: UNKNOWN }),
  ],
});
