import { expect, test } from "@jest/globals";
import { ownerLabels } from "../infra/names.ts";
import { EnvironmentError } from "./command.ts";
import { mendable, refuseUndeployed } from "./drift.ts";
import { containerUrn, isDeployed, TYPES, type StackState } from "./state.ts";
import { smallPlan } from "./testing.ts";

const plan = smallPlan();
/** A state with the containers of these services, and the volume that `down` keeps. */
const deployed = (...services: string[]): StackState => ({
  pending: 0,
  resources: [{ urn: "urn::store-data", type: TYPES.volume, id: "sutazai-t1-store-data" }, ...services.map((name) => ({ urn: containerUrn("t1", name), type: TYPES.container, id: name }))],
});
const refusal = async (state: StackState, checkouts: readonly string[]) => {
  const docker = { listContainers: async () => checkouts.map((checkout) => ({ Labels: ownerLabels({ stack: "t1", checkout }) })) };
  return refuseUndeployed(plan, state, docker as never).then(() => undefined, (error: unknown) => (error as EnvironmentError).message);
};
const NOTHING = "stack t1 is not deployed from this checkout: there is nothing to compare with";

test.each([
  ["no container either", [], `${NOTHING}\n  fix: ./sutazai up --stack t1`],
  ["another checkout's containers", ["beef0000", "beef0000"], `${NOTHING}. The engine has 2 containers of stack t1, deployed by another checkout (id beef0000)\n  fix: ./sutazai drift --stack t1 in that checkout, whose .sutazai has the state`],
  ["our containers", ["c0ffee00"], `${NOTHING}. The engine has 1 container of stack t1 that this checkout deployed, but its state is lost\n  fix: restore .sutazai/state, or take them over: ./sutazai adopt --stack t1`],
])("nothing deployed from here, and on the engine %s: there is nothing to compare with", async (_, checkouts, message) => {
  expect(await refusal(deployed(), checkouts)).toBe(message);
});

test("what `down` keeps, and its provider, is no deploy", () => {
  const kept = { pending: 0, resources: [{ urn: "urn::default", type: "pulumi:providers:docker", id: "1" }, { urn: "urn::store-data", type: "sutazai:docker:DataVolume" }, { urn: "urn::store-data", type: TYPES.volume, id: "v", protect: true }] };
  expect([isDeployed(kept), isDeployed({ pending: 0, resources: [] }), isDeployed(deployed("store"))]).toEqual([false, false, true]);
});

test("a deployed stack is compared, whatever the engine has", async () => expect(await refusal(deployed("store"), [])).toBeUndefined());

test.each([
  [["api", "page", "queue", "store"], { only: undefined, unplanned: [] }],
  [["store"], { only: ["store"], unplanned: [] }],
  [["store", "mesher"], { only: ["store"], unplanned: ["mesher"] }],
  [["api", "page", "queue", "store", "mesher"], { only: ["api", "page", "queue", "store"], unplanned: ["mesher"] }],
])("of deployed %j, --fix deploys what is planned, and nothing that never was deployed", (services, expected) => {
  expect(mendable(plan, deployed(...services))).toEqual(expected);
});
