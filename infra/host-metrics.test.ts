import { expect, test } from "@jest/globals";
import { hostMetricsText } from "./host-metrics.ts";

test("images by name, a size only for those that are there", () => {
  const text = hostMetricsText([{ image: "web", failed: true }, { image: "prom/prometheus:v3", bytes: 1024, failed: false }], { at: new Date("2026-11-26T00:00:00.900Z"), succeeded: false });
  expect(text).toBe(`# HELP sutazai_image_build_failed 1 when the last build of the image failed.
# TYPE sutazai_image_build_failed gauge
sutazai_image_build_failed{image="prom/prometheus:v3"} 0
sutazai_image_build_failed{image="web"} 1
# HELP sutazai_image_bytes Size of the image with all its layers.
# TYPE sutazai_image_bytes gauge
sutazai_image_bytes{image="prom/prometheus:v3"} 1024
# HELP sutazai_last_deploy_timestamp_seconds When the last deploy that changed something ended.
# TYPE sutazai_last_deploy_timestamp_seconds gauge
sutazai_last_deploy_timestamp_seconds 1795651200
# HELP sutazai_last_deploy_succeeded 1 when that deploy succeeded.
# TYPE sutazai_last_deploy_succeeded gauge
sutazai_last_deploy_succeeded 0
`);
});
