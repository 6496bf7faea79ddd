import { builtImage, remoteImage, ruleTests, UNKNOWN } from "../testing.ts";
import { pinnedBases } from "./pinned-bases.ts";

ruleTests(pinnedBases, {
  good: [
    remoteImage(),
    builtImage(),
    builtImage({ buildArgs: { BASE: "" } }),
    builtImage({ buildArgs: { BASE: `debian@sha256:${"0".repeat(64)}` } }),
  ],
  bad: [
    [
      builtImage({ buildArgs: undefined }),
      'redis-image: must be built on a base that cannot move; got no build.buildArgs.BASE; fix: set build.buildArgs.BASE: "repository:version"',
    ],
    [
      builtImage({ buildArgs: { BASE: "debian" } }),
      'redis-image: must be built on a base that cannot move; got build.buildArgs.BASE "debian" (no tag means latest); fix: set build.buildArgs.BASE: "debian:<version>"',
    ],
    [
      builtImage({ buildArgs: { BASE: "debian:latest" } }),
      'redis-image: must be built on a base that cannot move; got build.buildArgs.BASE "debian:latest" (the tag latest moves); fix: set build.buildArgs.BASE: "debian:<version>"',
    ],
  ],
  unknown: [
    builtImage({ buildArgs: { BASE: UNKNOWN } }),
  ],
});
