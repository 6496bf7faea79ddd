/** `policy check` on what is deployed: our own services keep every check, and a container that was planted among them is reported. */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { serve } from "./catalogue.ts";
import { minutes, TestStack } from "./harness.ts";
import { sarifErrors } from "../schemas.ts";

interface Report {
  readonly violations: number;
  readonly judged: string[];
  readonly skipped: string[];
  readonly findings: { readonly rule: string; readonly service: string; readonly level: string; readonly sources: string[]; readonly got: string }[];
  readonly exemptions: unknown[];
}

const SKIPPED = ["cis-5.2: this engine has no AppArmor", "cis-5.3: this engine has no SELinux"];
let stack: TestStack;

beforeAll(async () => {
  stack = await TestStack.create({ services: [serve("store", { networks: ["database"], volumes: [{ volume: "store-data", target: "/data" }] }), serve("api", { networks: ["backend", "database"], dependsOn: ["store"] })] });
  await stack.exits(0, "up", "--json");
}, minutes(5));
afterAll(() => stack.dispose(), minutes(4));

test("what the catalogue deploys breaks nothing: plan, state and running containers", async () => {
  const { findings, judged, skipped, exemptions } = (await stack.exits(0, "policy", "check", "--json")).json<Report>();
  expect({ findings: findings.filter((f) => f.level === "mandatory"), exemptions }).toEqual({ findings: [], exemptions: [] });
  expect(judged.map((text) => text.replaceAll(/\d+ (rules|resources)/g, "N $1"))).toEqual([
    "the plan, 2 services, by N rules",
    "the deployed state, N resources, by the same rules",
    "2 containers by 32 checks of the CIS Docker Benchmark 1.6.0, section 5",
  ]);
  expect(skipped.filter((text) => !SKIPPED.includes(text)).map((text) => text.slice(0, 8))).toEqual(["cis-5.23", "cis-5.24"]);
}, minutes(3));

test("a planted container is reported, check by check; SARIF carries it too", async () => {
  const store = await stack.container("store").inspect();
  const planted = await stack.docker.createContainer({
    name: `${stack.prefix}planted`,
    Image: store.Image,
    Labels: { "sutazai.stack": stack.name, "sutazai.service": "planted" },
    HostConfig: { Privileged: true, PidMode: "host", NetworkMode: "host", Binds: ["/etc:/host-etc", "/var/run/docker.sock:/var/run/docker.sock"] },
  });
  try {
    const { findings } = (await stack.exits(2, "policy", "check", "--json")).json<Report>();
    expect(findings.filter((f) => f.service === "planted").map((f) => f.rule).sort()).toEqual(
      ["5.4", "5.5", "5.6", "5.10", "5.11", "5.12", "5.13", "5.16", "5.26", "5.27", "5.29", "5.32"].map((id) => `cis-${id}`).sort(),
    );
    expect(findings.filter((f) => f.service !== "planted" && f.level === "mandatory")).toEqual([]);
    const sarif = (await stack.exits(2, "policy", "check", "--report", "sarif")).json<{ runs: { results: { ruleId: string; message: { text: string } }[] }[] }>();
    expect(sarifErrors(sarif)).toEqual([]);
    expect(sarif.runs[0]!.results.filter((r) => r.ruleId === "cis-5.5").map((r) => r.message.text)).toEqual(["planted: must not be privileged; got privileged true; fix: set privileged: false and add the one capability that it needs"]);
  } finally {
    await planted.remove({ force: true });
  }
}, minutes(5));
