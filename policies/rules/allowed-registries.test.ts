import { builtImage, container, remoteImage, ruleTests, service, UNKNOWN } from "../testing.ts";
import { allowedRegistries } from "./allowed-registries.ts";

ruleTests(allowedRegistries, {
  good: [
    remoteImage(),
    builtImage(),
    remoteImage({ name: "ghcr.io/a/b:1" }),
    container(),
    container({ image: `sha256:${"0".repeat(64)}` }),
    service({ image: "quay.io/a/b:1" }),
    remoteImage({ name: "Not A Name" }),
  ],
  bad: [
    [
      remoteImage({ name: "registry.test:5000/a:1" }),
      'redis-image: must come from an allowed registry; got name "registry.test:5000/a:1"; fix: take it from one of docker.io, gcr.io, ghcr.io, quay.io, registry.k8s.io',
    ],
    [
      remoteImage({ name: "gcr.io.evil.test/a:1" }),
      'redis-image: must come from an allowed registry; got name "gcr.io.evil.test/a:1"; fix: take it from one of docker.io, gcr.io, ghcr.io, quay.io, registry.k8s.io',
    ],
    [
      container({ image: "localhost/a:1" }),
      'redis: must come from an allowed registry; got image "localhost/a:1"; fix: take it from one of docker.io, gcr.io, ghcr.io, quay.io, registry.k8s.io',
    ],
    [
      service({ image: "registry.test/a:1" }),
      'redis: must come from an allowed registry; got taskSpec.containerSpec.image "registry.test/a:1"; fix: take it from one of docker.io, gcr.io, ghcr.io, quay.io, registry.k8s.io',
    ],
  ],
  unknown: [
    remoteImage({ name: UNKNOWN }),
    container({ image: UNKNOWN }),
  ],
});
