import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { container, judge, judgeStack, labels } from "../testing.ts";
import { noPrivileged } from "../rules/no-privileged.ts";
import { pidsLimit } from "../rules/pids-limit.ts";
import { parseExemptions, type Exemption } from "./exemptions.ts";

const exemption = (changes: Partial<Exemption> = {}): Exemption => ({ rule: "no-privileged", reason: "loads a module", owner: "platform", expires: "2027-06-30", ...changes });
const exempted = (...all: unknown[]) => container({ privileged: true, labels: labels({ "sutazai.exemptions": JSON.stringify(all) }) });
const MESSAGE = "redis: must not be privileged; got privileged true; fix: set privileged: false";

test.each(["2027-06-29", "2027-06-30"])("an exemption covers a violation up to its last day (%s), and is told", async (today) => {
  expect(await judge(noPrivileged, exempted(exemption()), { today })).toEqual({ violations: [], exempted: [{ message: MESSAGE, exemption: exemption() }] });
});

test("an expired one is a violation that says so; the latest of a rule counts", async () => {
  const ended = "; its exemption expired on 2027-06-30 (owner platform: loads a module): mend the service, or have the owner renew it";
  expect(await judge(noPrivileged, exempted(exemption({ expires: "2026-01-01" }), exemption()), { today: "2027-07-01" })).toEqual({ violations: [MESSAGE + ended] });
});

test("another rule's exemption covers nothing", async () => {
  expect(await judge(noPrivileged, exempted(exemption({ rule: "no-ssh" })), { today: "2027-01-01" })).toEqual({ violations: [MESSAGE] });
});

test("an exemption from a rule that the resource keeps is not used", async () => {
  const kept = container({ labels: labels({ "sutazai.exemptions": JSON.stringify([exemption()]) }) });
  expect(await judge(noPrivileged, kept, { today: "2027-01-01" })).toEqual({ violations: [] });
});

test.each([
  ["no date", exemption({ expires: "soon" })],
  ["no day of the calendar", exemption({ expires: "2027-02-30" })],
  ["no owner", exemption({ owner: "" })],
  ["a word", "no-privileged"],
  ["null", null],
])("a label with %s exempts from nothing, and says so", async (_case, entry) => {
  const note = "; its label sutazai.exemptions is not a list of {rule, reason, owner, expires} and exempts from nothing";
  expect(await judge(noPrivileged, exempted(entry), { today: "2027-01-01" })).toEqual({ violations: [MESSAGE + note] });
});

test("a rule on the whole stack takes the exemption of the resource that it names", async () => {
  const resource = container({ labels: labels({ "sutazai.exemptions": JSON.stringify([exemption({ rule: "pids-limit" })]) }) });
  const { violations, exempted: used } = await judgeStack(pidsLimit, [resource], { today: "2027-01-01" });
  expect({ violations, used: used?.map((u) => u.exemption.rule) }).toEqual({ violations: [], used: ["pids-limit"] });
});

test("no text makes it throw", () => {
  const text = fc.oneof(fc.string(), fc.json());
  fc.assert(fc.property(text, (label) => parseExemptions(label)?.every((e) => e.rule !== "") ?? true));
});
