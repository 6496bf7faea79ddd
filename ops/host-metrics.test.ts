import { expect, test } from "@jest/globals";
import { failedImages } from "./host-metrics.ts";
import type { EngineEvent } from "./pulumi.ts";

const failed = (urn: string): EngineEvent => ({ resOpFailedEvent: { metadata: { op: "create", urn: `urn:pulumi:dev::sutazai::${urn}`, type: "t" } } });

test("images whose step failed, by name; other steps are none", () => {
  const events = [
    failed("sutazai:docker:ServiceImage$docker:index/remoteImage:RemoteImage::image-web"),
    failed("sutazai:docker:UpstreamImage$docker:index/remoteImage:RemoteImage::image-prom/prometheus:v3"),
    failed("sutazai:docker:TieredService$docker:index/container:Container::web"),
    { diagnosticEvent: { severity: "error", message: "no", urn: "urn:pulumi:dev::sutazai::a::image-other" } },
  ];
  expect(failedImages(events)).toEqual(new Set(["web", "prom/prometheus:v3"]));
});
