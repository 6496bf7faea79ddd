import { expect, test } from "@jest/globals";
import { LABELS } from "../../infra/names.ts";
import { UNKNOWN } from "../testing.ts";
import { ASKED_ON_LABEL, EXEMPTIONS_LABEL, SERVICE_LABEL, serviceOf, TALKS_TO_LABEL, TIER_LABEL } from "./labels.ts";
import { unknownCheckingProxy } from "./unknown.ts";

const named = (props: object) => serviceOf({ name: "resource", props: unknownCheckingProxy(props) as Record<string, any> });
const list = (value: unknown) => [{ label: "other", value: "x" }, { label: "sutazai.service", value }];

test("the labels are those that the platform writes", () => {
  expect([SERVICE_LABEL, TIER_LABEL, EXEMPTIONS_LABEL, TALKS_TO_LABEL, ASKED_ON_LABEL]).toEqual([LABELS.service, LABELS.tier, LABELS.exemptions, LABELS.talksTo, LABELS.askedOn]);
});

test.each([
  ["a container's list", { labels: list("redis") }, "redis"],
  ["a map", { labels: { "sutazai.service": "redis" } }, "redis"],
  ["a swarm service's container", { labels: [], taskSpec: { containerSpec: { labels: list("redis") } } }, "redis"],
  ["a built image", { build: { labels: { "sutazai.service": "redis" } } }, "redis"],
  ["no label", { labels: [{ label: "other", value: "x" }] }, "resource"],
  ["nothing", {}, "resource"],
  ["an empty value", { labels: list("") }, "resource"],
  ["unknown labels", { labels: UNKNOWN }, "resource"],
  ["an unknown value", { labels: list(UNKNOWN) }, "resource"],
])("finds the service by %s", (_case, props, service) => {
  expect(named(props)).toBe(service);
});
