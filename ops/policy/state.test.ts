import { expect, test } from "@jest/globals";
import { nonRootUser } from "../../policies/rules/non-root-user.ts";
import { stateFindings } from "./state.ts";

const event = (message: string, policyName = "non-root-user") => ({ policyEvent: { message, policyName, enforcementLevel: "mandatory", resourceUrn: "urn:pulumi:dev::sutazai::docker:index/container:Container::redis" } });

test("a violation in the events is a finding of the state, the rule's description taken off", () => {
  const [finding, ...others] = stateFindings([event(`${nonRootUser.description}\ncache: must run as a user; got user "0"; fix: set user`), {}], { rules: [nonRootUser], environment: "prod" });
  const { requirement, ...rest } = finding!;
  expect({ id: requirement.id, rest, others }).toEqual({ id: "non-root-user", rest: { level: "mandatory", place: { service: "cache" }, sources: ["state"], must: "run as a user", got: 'user "0"', fix: "set user" }, others: [] });
});

test("the environment's level holds, not the state file's, which knows none", () => {
  const lenient = { ...nonRootUser, meta: { ...nonRootUser.meta, advisoryIn: ["dev" as const] } };
  expect(stateFindings([event("a: must b; got c; fix: d")], { rules: [lenient], environment: "dev" }).map((f) => f.level)).toEqual(["advisory"]);
});

test("an event of a rule that is not ours, and a text of another form", () => {
  expect(stateFindings([event("x", "other")], { rules: [nonRootUser], environment: "prod" })).toEqual([]);
  expect(stateFindings([event("no form")], { rules: [nonRootUser], environment: "prod" }).map((f) => [f.place, f.got])).toEqual([[{ service: "redis" }, "no form"]]);
});
