import { expect, test } from "@jest/globals";
import type { Rule } from "../../policies/lib/rule.ts";
import { PLAIN_ENGINE, runningContainer } from "../cis/testing.ts";
import { checkContainers, judgeContainers, type HeldBy } from "./containers.ts";

const rule = (name: string, cis: string[], advisoryIn: Rule["meta"]["advisoryIn"] = []): Rule => ({ name, description: "x", severity: "high", remediationSteps: "x", meta: { cis, soc2: [], iso27001: [], advisoryIn }, validateResource: () => {} });
const BY: HeldBy = { rules: [rule("no-engine-socket", ["5.32"]), rule("bounded-restart", ["5.15"], ["dev"])], environment: "dev", today: "2026-11-26" };

const socket = (expires?: string) =>
  runningContainer({
    Mounts: [{ Type: "bind", Source: "/var/run/docker.sock", Destination: "/s", RW: false, Propagation: "rprivate" }],
    Config: { Labels: { "sutazai.service": "proxy", ...(expires ? { "sutazai.exemptions": JSON.stringify([{ rule: "no-engine-socket", reason: "the one way in", owner: "platform", expires }]) } : {}) } },
  });

test("a warning is a violation of its check, at the service", () => {
  const { findings, exempted, containers } = judgeContainers([socket()], PLAIN_ENGINE, BY);
  expect({ containers, exempted, findings: findings.map(({ requirement, ...rest }) => [requirement.id, requirement.controls.cis, rest]) }).toEqual({
    containers: 1,
    exempted: [],
    findings: [["cis-5.32", ["5.32"], { level: "mandatory", place: { service: "proxy" }, sources: ["engine"], must: "not reach the engine's socket", got: "mounts /var/run/docker.sock", fix: "ask a proxy that lets only reading requests through" }]],
  });
});

test("an exemption from the pack's rule covers the check of its number, until it ends", () => {
  expect(judgeContainers([socket("2026-11-26")], PLAIN_ENGINE, BY)).toMatchObject({ findings: [], exempted: [{ service: "proxy", exemption: { rule: "no-engine-socket" } }] });
  const [expired] = judgeContainers([socket("2026-11-25")], PLAIN_ENGINE, BY).findings;
  expect(expired?.fix).toContain("its exemption expired on 2026-11-25 (owner platform: the one way in)");
});

test("a check is as strict as the pack's rules of its number in the environment", () => {
  const always = runningContainer({ HostConfig: { RestartPolicy: { Name: "always" } } });
  const level = (environment: string) => judgeContainers([always], PLAIN_ENGINE, { ...BY, environment }).findings.map((f) => f.level);
  expect([level("dev"), level("prod")]).toEqual([["advisory"], ["mandatory"]]);
});

test("swarm mode is one finding of the engine; what cannot be checked is said once", () => {
  const report = judgeContainers([runningContainer(), runningContainer()], { appArmor: false, selinux: true, swarm: true }, BY);
  expect([...new Set(report.findings.map((f) => JSON.stringify(f.place)))]).toEqual(['{"service":"the engine"}']);
  expect(report.skipped.filter((s) => s.startsWith("cis-5.2:"))).toEqual(["cis-5.2: this engine has no AppArmor"]);
});

test("the stack's containers are asked for by label, with the processes of those that run", async () => {
  const { inspected } = runningContainer();
  const asked: unknown[] = [];
  const stopped = { ...inspected, Name: "/stopped", State: { Running: false } };
  const engine = {
    listContainers: async (query: unknown) => (asked.push(query), [{ Id: "a" }, { Id: "b" }]),
    info: async () => ({ SecurityOptions: ["name=apparmor"], Swarm: { LocalNodeState: "inactive" } }),
    getContainer: (id: string) => ({ inspect: async () => (id === "a" ? inspected : stopped), top: async () => ({ Titles: ["PID", "CMD"], Processes: [["1", "/usr/sbin/sshd -D"]] }) }),
  };
  const { findings, containers } = await checkContainers(engine as never, "dev", BY);
  expect(asked).toEqual([{ all: true, filters: { label: ["sutazai.stack=dev"] } }]);
  expect({ containers, found: findings.map((f) => [f.requirement.id, f.place]) }).toEqual({ containers: 2, found: [["cis-5.7", { service: "redis" }]] });
});
