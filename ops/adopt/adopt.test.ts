import { expect, test } from "@jest/globals";
import { aService, attempt } from "../../tests/unit/fixtures.ts";
import { TYPES } from "../state.ts";
import { adoptedResources, UNKNOWN, type Existing, type PreviewStep } from "./state.ts";
import { differingFields, wantedFields } from "./wanted.ts";

const IMAGE = { id: "sha256:1", env: ["PATH=/bin", "TZ=Mars"], labels: { own: "image" }, entrypoint: ["run"], command: ["it"] };

test("the fields that a container of the plan has", () => {
  const plan = attempt({ services: [aService("one", { security: "webapp", volumes: [{ volume: "d", target: "/d" }], ports: [{ host: 10050, container: 80 }], health: { class: "infra", check: { shell: "true" } } })] });
  const { "env.PATH": path, "env.TZ": zone, "env.SUTAZAI_ENV": env, ...rest } = wantedFields(plan.services[0]!, plan, { image: IMAGE, filesDigest: "abc" });
  expect([path, zone, env].every((text) => /^sha256:[0-9a-f]{12}$/.test(text!))).toBe(true);
  expect(Object.fromEntries(Object.entries(rest).map(([key, text]) => [key, JSON.parse(text)]))).toEqual({
    image: "sha256:1", user: "1000:1000", hostname: "one", command: ["it"], entrypoint: ["run"],
    healthcheck: { Test: ["CMD-SHELL", "true"], Interval: 10e9, Timeout: 5e9, StartPeriod: 30e9, Retries: 5 },
    cpus: 5e8, memory: 512 * 1024 ** 2, memorySwap: 512 * 1024 ** 2, memoryReservation: 128 * 1024 ** 2, pidsLimit: 256,
    restart: { Name: "unless-stopped", MaximumRetryCount: 0 }, readOnly: true, privileged: false, capAdd: ["CAP_CHOWN", "CAP_SETGID", "CAP_SETUID"], capDrop: ["ALL"], securityOpt: ["no-new-privileges:true"],
    tmpfs: { "/tmp": "rw,noexec,nosuid,nodev,size=100m,mode=1777" }, ports: { "80/tcp": [{ HostIp: "127.0.0.1", HostPort: "10050" }] },
    logs: { Type: "json-file", Config: { "max-file": "3", "max-size": "10m" } }, ulimits: [], mounts: ["volume:sutazai-dev-d:/d:rw"], networks: ["sutazai-dev-net-backend:one"],
    "label.own": "image", "label.sutazai.managed-by": "sutazai", "label.sutazai.stack": "dev", "label.sutazai.checkout": "c0ffee00", "label.sutazai.service": "one", "label.sutazai.tier": "1", "label.sutazai.profile": "default", "label.sutazai.owner": "platform", "label.sutazai.talks-to": "-", "label.sutazai.files": "abc",
  });
});

test("fields differ by what they say, not by the order of keys, the spelling of capabilities, or how nothing is written", () => {
  expect(differingFields({ a: '{"x":1,"y":[]}', capAdd: '["CAP_A","CAP_B"]', u: "[]", gone: '"1"', "env.A": "sha256:1" }, { a: '{"y":null,"x":1}', capAdd: '["B","A"]', u: "null", new: '"2"', "env.A": "sha256:2" })).toEqual([
    { field: "env.A", want: "sha256:1", got: "sha256:2" },
    { field: "gone", want: '"1"', got: "nothing" },
    { field: "new", want: "nothing", got: '"2"' },
  ]);
});

const urn = (type: string, name: string) => `urn:pulumi:s::sutazai::${type}::${name}`;
const PROVIDER = urn("pulumi:providers:docker", "default_5_2_0");
const create = (type: string, name: string, inputs?: object): PreviewStep => ({ op: "create", urn: urn(type, name), newState: { urn: urn(type, name), type, custom: inputs !== undefined, stackTrace: [], ...(inputs ? { inputs: inputs as Record<string, unknown>, provider: `${PROVIDER}::${UNKNOWN}` } : {}) } });
const EXISTING: Existing = { container: (n) => `c-${n}`, network: (n) => `n-${n}`, image: (n) => `i-${n}`, imageOf: (n) => `i-${n}`, triggers: (step) => [`t-${step}`], newId: () => "new" };

test("state of what exists: ids and inputs from the engine, the provider once and first after the stack, what stays is left out", () => {
  const command = "command:local:Command";
  const steps = [
    create("sutazai:docker:TieredService", "one"),
    create(TYPES.network, "net", { name: "N" }),
    create(TYPES.container, "one", { image: UNKNOWN, name: "C" }),
    create(TYPES.volume, "v", { name: "V" }),
    create(TYPES.image, "i", { name: "T" }),
    create(command, "one-gate", { create: ":", triggers: [UNKNOWN] }),
    create(command, "made", { create: ":", triggers: ["known"] }),
    create("pulumi:pulumi:Stack", "s"),
    { op: "same", urn: "x" },
  ];
  const custom = { custom: true, provider: `${PROVIDER}::new` };
  expect(adoptedResources(steps, EXISTING, [])).toEqual([
    { urn: urn("pulumi:pulumi:Stack", "s"), type: "pulumi:pulumi:Stack", custom: false },
    { urn: PROVIDER, id: "new", type: "pulumi:providers:docker", custom: true, inputs: { version: "5.2.0" }, outputs: { version: "5.2.0" } },
    { urn: urn("sutazai:docker:TieredService", "one"), type: "sutazai:docker:TieredService", custom: false },
    { ...custom, urn: urn(TYPES.network, "net"), type: TYPES.network, id: "n-N", inputs: { name: "N" }, outputs: { name: "N" } },
    { ...custom, urn: urn(TYPES.container, "one"), type: TYPES.container, id: "c-one", inputs: { image: "i-one", name: "C" }, outputs: { image: "i-one", name: "C" } },
    { ...custom, urn: urn(TYPES.volume, "v"), type: TYPES.volume, id: "V", inputs: { name: "V" }, outputs: { name: "V" } },
    { ...custom, urn: urn(TYPES.image, "i"), type: TYPES.image, id: "i-TT", inputs: { name: "T" }, outputs: { name: "T", imageId: "i-T", repoDigest: "" } },
    { ...custom, urn: urn(command, "one-gate"), type: command, id: "new", inputs: { create: ":", triggers: ["t-one-gate"] }, outputs: { create: ":", triggers: ["t-one-gate"], stdout: "", stderr: "" } },
    { ...custom, urn: urn(command, "made"), type: command, id: "new", inputs: { create: ":", triggers: ["known"] }, outputs: { create: ":", triggers: ["known"], stdout: "", stderr: "" } },
  ]);
});

test("a provider that the state has already is used", () => {
  const [made] = adoptedResources([create(TYPES.volume, "v", { name: "V" })], EXISTING, [{ urn: PROVIDER, type: "pulumi:providers:docker", id: "old" }]);
  expect(made).toMatchObject({ id: "V", provider: `${PROVIDER}::old` });
});
