import { expect, test } from "@jest/globals";
import { nonRootUser } from "../../policies/rules/non-root-user.ts";
import { exemptionsOf, planFindings } from "./stack.ts";

const exemption = { rule: "no-engine-socket", reason: "the one way in", owner: "platform", expires: "2026-12-01" };
const service = (name: string, exemptions: readonly unknown[]) => ({ name, labels: { "sutazai.exemptions": JSON.stringify(exemptions) } });

test("what the plan breaks, without what is exempted", () => {
  const message = 'redis: must run as a user; got user "0"; fix: set user';
  expect(planFindings([{ rule: nonRootUser, level: "advisory", message }, { rule: nonRootUser, level: "mandatory", message, exemption }]).map(({ requirement, ...rest }) => [requirement.id, rest])).toEqual([
    ["non-root-user", { level: "advisory", place: { service: "redis" }, sources: ["plan"], must: "run as a user", got: 'user "0"', fix: "set user" }],
  ]);
});

test("every exemption of the catalogue is listed with what became of it", () => {
  const plan = { services: [service("proxy", [exemption]), service("meter", [{ ...exemption, expires: "2027-12-01" }]), service("old", [{ ...exemption, expires: "2026-11-25" }]), { name: "plain", labels: {} }] };
  const uses = exemptionsOf(plan as never, [{ service: "proxy", exemption }], "2026-11-26");
  expect(uses.map(({ subject, state }) => [subject, state])).toEqual([["proxy", "ending"], ["meter", "idle"], ["old", "expired"]]);
});
