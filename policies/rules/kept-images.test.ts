import { builtImage, remoteImage, ruleTests, UNKNOWN } from "../testing.ts";
import { keptImages } from "./kept-images.ts";

ruleTests(keptImages, {
  good: [
    remoteImage(),
    builtImage(),
  ],
  bad: [
    [
      remoteImage({ keepLocally: undefined }),
      "redis-image: must be kept on the host for the way back; got no keepLocally; fix: set keepLocally: true",
    ],
    [
      remoteImage({ keepLocally: false, forceRemove: true }),
      "redis-image: must be kept on the host for the way back; got keepLocally false; fix: set keepLocally: true",
      "redis-image: must be kept on the host for the way back; got forceRemove true; fix: remove forceRemove",
    ],
  ],
  unknown: [
    remoteImage({ keepLocally: UNKNOWN }),
  ],
});
