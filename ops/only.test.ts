import { expect, test } from "@jest/globals";
import { beyondChoice, profilesBeside, selectionOf } from "./only.ts";
import type { EngineEvent } from "./pulumi.ts";
import { containerUrn, TYPES } from "./state.ts";
import { catalogue, images, serve } from "../tests/engine/catalogue.ts";
import { smallPlan } from "./testing.ts";

const planned = (op: string, type: string, name: string): EngineEvent => ({ resourcePreEvent: { planning: true, metadata: { op, type, urn: `urn:pulumi:t1::sutazai::x$${type}::${name}` } } });
const refused = (name: string): EngineEvent => ({ diagnosticEvent: { severity: "error", message: `<{%reset%}>Resource 'urn:pulumi:t1::sutazai::x::${name}' will be destroyed but was not specified in --target list.\nEither include resource in --target list or pass --target-dependents to proceed.<{%reset%}>` } });

test("a choice has what it needs, and their own networks, volumes and images only", () => {
  const { services, targets } = selectionOf(smallPlan(), ["store"]);
  expect(services).toEqual(["store"]);
  expect(targets.filter((word) => word !== "--target")).toEqual(["store", "store-files", "store-gate", "store-data", "files-store-run-secrets", "net-database", "image-lab-debian", "image-test-serve"].map((name) => `**::${name}`));
});

test("the program goes on declaring what is deployed, whatever the chosen profiles have", () => {
  const services = [...catalogue, serve("mesher", { profiles: ["mesh"] }), serve("other", { profiles: ["tabby", "optional"] }), serve("third", { profiles: ["fsdp"] })];
  const loaded = { plan: smallPlan(), settings: { profiles: ["default"] }, catalogue: services, images } as unknown as Parameters<typeof profilesBeside>[0];
  const deployed = ["store", "other", "left-the-catalogue"].map((name) => ({ urn: containerUrn("t1", name), type: TYPES.container }));
  expect(profilesBeside(loaded, { resources: deployed, pending: 0 })).toEqual(["default", "tabby"]);
});

test.each([
  ["only the choice changes", [planned("create", TYPES.container, "queue"), planned("same", TYPES.container, "api")], { services: [], cause: [] }],
  ["a network takes others along", [planned("delete-replaced", TYPES.container, "page"), planned("delete-replaced", TYPES.container, "queue"), planned("create-replacement", TYPES.network, "net-backend")], { services: ["page"], cause: ["network net-backend"] }],
  ["Pulumi refuses what the program no longer declares", [refused("old-gate"), refused("old")], { services: ["old"], cause: [] }],
])("%s", (_, events, expected) => {
  expect(beyondChoice({ events }, ["queue"])).toEqual(expected);
});
