import { builtImage, remoteImage, service, stackTests, UNKNOWN } from "../testing.ts";
import { imageDigest } from "./image-digest.ts";

stackTests(imageDigest, {
  good: [
    [remoteImage()],
    [remoteImage({ name: `redis@sha256:${"0".repeat(64)}` }), builtImage()],
  ],
  bad: [
    [
      [remoteImage({ name: `redis:7@sha256:${"0".repeat(64)}` }), { ...remoteImage(), name: "second" }, service()],
      'second: must name a pulled image by its digest; got "redis:7.4.2"; fix: run ./sutazai images lock, or write repository:version@sha256:<digest>',
      'redis: must name a pulled image by its digest; got "redis:7.4.2"; fix: run ./sutazai images lock, or write repository:version@sha256:<digest>',
    ],
  ],
  unknown: [
    [remoteImage({ name: UNKNOWN })],
  ],
});
