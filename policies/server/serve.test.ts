/** Every answer of the pack's server is held equal to that of Pulumi's own, which it stands in for. */
import { expect, test } from "@jest/globals";
import type { handleUnaryCall } from "@grpc/grpc-js";
import type { PolicyResource } from "@pulumi/policy";
import sdk from "@pulumi/policy/server.js";
import protoutil from "@pulumi/policy/protoutil.js";
import proto from "@pulumi/pulumi/proto/analyzer_pb.js";
import plugin from "@pulumi/pulumi/proto/plugin_pb.js";
import empty from "google-protobuf/google/protobuf/empty_pb.js";
import struct from "google-protobuf/google/protobuf/struct_pb.js";
import { initialConfig, policyOf, RULES } from "../index.ts";
import { held } from "../lib/hold.ts";
import { loadRules } from "../lib/load.ts";
import { builtImage, container, dataVolume, foreign, network, pidsStep, remoteImage, service, UNKNOWN, type Resource } from "../testing.ts";
import type { Pack, Policy } from "./pack.ts";
import { methods } from "./serve.ts";

type Handler = handleUnaryCall<any, any>;
const sdkServer = sdk as unknown as Record<"makeAnalyzeRpcFun" | "makeAnalyzeStackRpcFun" | "makeRemediateRpcFun", (name: string, version: string, level: string, policies: readonly Policy[]) => Handler>;
const { makeAnalyzerInfo } = protoutil as unknown as { makeAnalyzerInfo(name: string, version: string, level: string, pack: object, config: object): proto.AnalyzerInfo };

const SECRET = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270" };
const NOTHING = new Uint8Array();
const structOf = (props: object) => struct.Struct.fromJavaScript(props as never);

const RESOURCES: readonly Resource[] = [
  container(),
  container({ privileged: true, user: "root", envs: ["DB_PASSWORD=hunter2"], restart: "always" }),
  container({ image: UNKNOWN, user: UNKNOWN, memory: { ...SECRET, value: 5 }, labels: [{ label: UNKNOWN, value: "x" }] }),
  container({ privileged: true, labels: [{ label: "sutazai.exemptions", value: JSON.stringify([{ rule: "no-privileged", reason: "r", owner: "o", expires: "2000-01-01" }]) }] }),
  { ...container(), props: {} },
  remoteImage({ name: "web:latest" }),
  builtImage({ buildArgs: { TOKEN: "hunter2" } }),
  service({ user: "root" }, { limits: UNKNOWN }),
  network(),
  dataVolume({}, false),
  pidsStep,
  foreign,
  { ...network(), protect: true },
].map((resource, i) => ({ ...resource, name: `${resource.name}-${i}` }));

const urn = ({ type, name }: Resource) => `urn:pulumi:dev::test::${type}::${name}`;

function options(protect: boolean): proto.AnalyzerResourceOptions {
  const timeouts = new proto.AnalyzerResourceOptions.CustomTimeouts().setCreate(1.5);
  return new proto.AnalyzerResourceOptions().setProtect(protect).setIgnorechangesList(["a"]).setAliasesList(["b"]).setAdditionalsecretoutputsList(["c"])
    .setDeletebeforereplace(true).setDeletebeforereplacedefined(protect).setParent("urn:parent").setCustomtimeouts(protect ? timeouts : undefined);
}

const provider = () => new proto.AnalyzerProviderResource().setType("pulumi:providers:docker").setUrn("urn:provider").setName("default").setProperties(structOf({ host: "tcp://x", key: { ...SECRET, value: "k" } }));

function analyzeRequest(resource: Resource): proto.AnalyzeRequest {
  return new proto.AnalyzeRequest().setType(resource.type).setUrn(urn(resource)).setName(resource.name).setProperties(structOf(resource.props)).setOptions(options(resource.protect ?? false)).setProvider(provider());
}

function stackRequest(resources: readonly Resource[]): proto.AnalyzeStackRequest {
  return new proto.AnalyzeStackRequest().setResourcesList(resources.map((resource, i) => {
    const sent = new proto.AnalyzerResource().setType(resource.type).setUrn(urn(resource)).setName(resource.name).setProperties(structOf(resource.props)).setOptions(options(resource.protect ?? false)).setProvider(i === 0 ? provider() : undefined);
    const others = [...resources.slice(0, i).map(urn), "urn:not-in-this-stack"];
    sent.setDependenciesList(others);
    sent.setParent(i === 1 ? urn(resources[0]!) : "urn:not-in-this-stack");
    sent.getPropertydependenciesMap().set("image", new proto.AnalyzerPropertyDependencies().setUrnsList(others));
    return sent;
  }));
}

/** What the SDK's server answers. */
const theirs = (handler: Handler, request: object) =>
  new Promise<Record<string, any>>((resolve, reject) => void handler({ request } as never, (error, response) => (error ? reject(error as Error) : resolve(response.toObject() as object))));

const ANSWERS = { Analyze: proto.AnalyzeResponse, AnalyzeStack: proto.AnalyzeResponse, Remediate: proto.RemediateResponse, GetAnalyzerInfo: proto.AnalyzerInfo, GetPluginInfo: plugin.PluginInfo, Configure: empty.Empty, ConfigureStack: proto.AnalyzerStackConfigureResponse };

/** Our server's methods, which take and give bytes. */
function served(pack: Pack) {
  const all = methods(() => pack);
  return async (name: keyof typeof ANSWERS, request: { serializeBinary(): Uint8Array } = new empty.Empty()): Promise<Record<string, any>> =>
    (ANSWERS[name].deserializeBinary as (bytes: Uint8Array) => { toObject(): object })(new Uint8Array(await all[name]!(Buffer.from(request.serializeBinary())))).toObject();
}

const byName = (response: Record<string, any>) => ({ ...response, notApplicableList: [...response.notApplicableList].sort((a, b) => (a.policyName < b.policyName ? -1 : 1)) });

/** The pack's rules with the defaults of their options, which the engine would send. */
async function pack(): Promise<Pack> {
  const rules = await loadRules(RULES);
  const policies = rules.map((rule) => {
    const { validateResource, validateStack, ...policy } = policyOf(held(rule), "dev");
    const own = Object.fromEntries(Object.entries(rule.configSchema?.properties ?? {}).flatMap(([key, { default: value }]) => (value === undefined ? [] : [[key, value]])));
    const getConfig = <T extends object>() => own as T;
    return {
      ...policy,
      ...(validateResource && { validateResource: Object.assign(((args, report) => validateResource({ ...args, getConfig }, report)) as typeof validateResource, validateResource) }),
      ...(validateStack && { validateStack: ((args, report) => validateStack({ ...args, getConfig }, report)) as typeof validateStack }),
    };
  });
  return { name: "sutazai", version: "1.2.3", policies, initialConfig: initialConfig(rules, { environment: "dev", mirror: "registry.test", host: { memory: 1, cpus: 1 } }) };
}

test("of every resource both say the same", async () => {
  const ours = await pack();
  const reference = sdkServer.makeAnalyzeRpcFun(ours.name, ours.version, "mandatory", ours.policies);
  for (const resource of RESOURCES) expect(byName(await served(ours)("Analyze", analyzeRequest(resource)))).toEqual(byName(await theirs(reference, analyzeRequest(resource))));
});

test("of a whole stack both say the same", async () => {
  const ours = await pack();
  const said = await served(ours)("AnalyzeStack", stackRequest(RESOURCES));
  expect(said).toEqual(await theirs(sdkServer.makeAnalyzeStackRpcFun(ours.name, ours.version, "mandatory", ours.policies), stackRequest(RESOURCES)));
  expect(said.diagnosticsList.length).toBeGreaterThan(5);
});

test("both tell the engine the same of the pack", async () => {
  const ours = await pack();
  const config = Object.fromEntries(Object.entries(ours.initialConfig).map(([name, { enforcementLevel, options: own }]) => [name, { ...own, enforcementLevel }]));
  const info = makeAnalyzerInfo(ours.name, ours.version, "mandatory", { policies: ours.policies }, config);
  expect(await served(ours)("GetAnalyzerInfo")).toEqual(proto.AnalyzerInfo.deserializeBinary(info.serializeBinary()).toObject());
  expect(await served(ours)("GetPluginInfo")).toEqual({ version: "1.2.3" });
});

/** Says all that a rule can see of a resource. */
const spoken = (resource: PolicyResource): string => {
  const of = ({ urn: own }: PolicyResource) => own;
  const { type, props, name, opts, provider: by, parent, dependencies = [], propertyDependencies = {} } = resource;
  const isType = [resource.isType({ __pulumiType: type } as never), !resource.isType({} as never), resource.asType({ __pulumiType: type } as never) === props];
  const byProperty = Object.entries(propertyDependencies).map(([key, others]) => [key, others.map(of)]);
  return sorted({ type, props, name, opts, by, parent: parent?.urn, on: dependencies.map(of), byProperty, isType });
};
/** JSON in which the order of keys says nothing. */
const sorted = (value: unknown) => JSON.stringify(value, (_key, part: unknown) => (typeof part === "object" && part !== null && !Array.isArray(part) ? Object.fromEntries(Object.keys(part).sort().map((key) => [key, (part as Record<string, unknown>)[key]])) : part));
const rule = { description: "d", severity: "low", remediationSteps: "r", enforcementLevel: "mandatory" } as const;

test("rules see the same of a resource, and may wait, leave out, or fail", async () => {
  const policies: Policy[] = [
    { ...rule, name: "sees", validateResource: (args, report) => report(spoken(args as never), "urn:of-another") },
    { ...rule, name: "waits", validateResource: async (_args, report) => report(await Promise.resolve("")) },
    { ...rule, name: "leaves-out", validateResource: (args) => args.notApplicable() },
    { ...rule, name: "sees-all", validateStack: ({ resources }, report) => resources.forEach((r) => report(spoken(r), r.urn)) },
  ];
  const ours = { name: "p", version: "1.0.0", policies, initialConfig: {} };
  const known = RESOURCES.filter(({ props }) => !JSON.stringify(props).includes(UNKNOWN));
  const both = (name: "Analyze" | "AnalyzeStack" | "Remediate", request: proto.AnalyzeRequest | proto.AnalyzeStackRequest) =>
    Promise.all([served(ours)(name, request), theirs(sdkServer[`make${name}RpcFun`]("p", "1.0.0", "mandatory", policies), request)]);
  for (const resource of known) {
    const [a, b] = await both("Analyze", analyzeRequest(resource));
    expect(a).toEqual({ ...b, notApplicableList: [{ policyName: "leaves-out", reason: "" }] });
    const [c, d] = await both("Remediate", analyzeRequest(resource));
    expect(c).toEqual(d);
  }
  const [a, b] = await both("AnalyzeStack", stackRequest(known));
  expect(a).toEqual(b);
});

test("a rule that fails ends the judgement, at once or after waiting", async () => {
  const fails = (validateResource: Policy["validateResource"]) => served({ name: "p", version: "1.0.0", policies: [{ ...rule, name: "fails", validateResource }], initialConfig: {} })("Analyze", analyzeRequest(container()));
  const told = { message: expect.stringMatching(/^Error validating resource with policy 'fails' from policy pack 'p@v1.0.0':\nTypeError: no\n    at /) };
  await expect(fails(() => { throw new TypeError("no"); })).rejects.toMatchObject(told);
  await expect(fails(async () => { throw new TypeError("no"); })).rejects.toMatchObject(told);
  await expect(served(await pack())("Analyze", new proto.AnalyzeRequest().setType(container().type))).rejects.toThrow(new Error("this Pulumi CLI is too old for policies: it tells no options of a resource"));
});

test("rules that wait keep their order", async () => {
  const policies: Policy[] = [
    { ...rule, name: "late", validateResource: async (_args, report) => report(await new Promise<string>((resolve) => setTimeout(() => resolve("late"), 5))) },
    { ...rule, name: "at-once", validateResource: (_args, report) => report("at once") },
    { ...rule, name: "unsure", validateResource: async ({ props }) => void (await Promise.resolve(), props.image) },
  ];
  const { diagnosticsList } = await served({ name: "p", version: "1.0.0", policies, initialConfig: {} })("Analyze", analyzeRequest(container({ image: UNKNOWN })));
  expect(diagnosticsList.map(({ policyname, message }: Record<string, string>) => [policyname, message])).toEqual([["late", "d\nlate"], ["at-once", "d\nat once"], ["unsure", expect.stringMatching(/^can't run policy 'unsure' from policy pack 'p@v1.0.0' during preview: string value at \.image can't be known/)]]);
});

test("the engine's configuration gives levels and options; a disabled rule says nothing", async () => {
  const policies: Policy[] = [
    { ...rule, name: "a", validateResource: (args, report) => report(JSON.stringify([args.getConfig(), [...args.stackTags]])) },
    { ...rule, name: "b", validateResource: (_args, report) => report("b") },
    { ...rule, name: "c", validateStack: (args, report) => report(JSON.stringify(args.getConfig())) },
  ];
  const call = served({ name: "p", version: "1.0.0", policies, initialConfig: {} });
  const said = async () => [...(await call("Analyze", analyzeRequest(container()))).diagnosticsList, ...(await call("AnalyzeStack", stackRequest([]))).diagnosticsList].map(({ policyname, enforcementlevel, message }) => [policyname, enforcementlevel, message]);
  const { ADVISORY, MANDATORY, REMEDIATE, DISABLED } = proto.EnforcementLevel;
  expect(await said()).toEqual([["a", MANDATORY, "d\n[{},[]]"], ["b", MANDATORY, "d\nb"], ["c", MANDATORY, "d\n{}"]]);

  const configuration = (levels: Record<string, proto.EnforcementLevel>) => {
    const request = new proto.ConfigureAnalyzerRequest();
    for (const [name, level] of Object.entries(levels)) request.getPolicyconfigMap().set(name, new proto.PolicyConfig().setEnforcementlevel(level as never).setProperties(structOf({ x: [1] })));
    return request;
  };
  const tags = new proto.AnalyzerStackConfigureRequest();
  tags.getTagsMap().set("team", "a");
  await call("ConfigureStack", tags);
  await call("Configure", configuration({ a: ADVISORY, b: DISABLED, c: REMEDIATE }));
  expect(await said()).toEqual([["a", ADVISORY, 'd\n[{"x":[1]},[["team","a"]]]'], ["c", MANDATORY, 'd\n{"x":[1]}']]);
  const told = served({ name: "p", version: "1.0.0", policies, initialConfig: {} });
  await told("ConfigureStack", tags);
  expect((await told("Analyze", analyzeRequest(container()))).diagnosticsList[0].message).toBe('d\n[{},[["team","a"]]]');
  await call("Configure", configuration({ c: DISABLED }));
  expect(await said()).toEqual([["a", MANDATORY, 'd\n[{},[["team","a"]]]'], ["b", MANDATORY, "d\nb"]]);
});

test("no rule changes what it judges, since the next one is given the same", async () => {
  const ours = await pack();
  const watched = { ...ours, policies: ours.policies.flatMap((policy) => [policy, { ...rule, name: `after-${policy.name}`, validateResource: (args, report) => report(JSON.stringify(args.props)) } satisfies Policy]) };
  for (const resource of RESOURCES.filter(({ props }) => !JSON.stringify(props).includes(UNKNOWN))) {
    const { diagnosticsList } = await served(watched)("Analyze", analyzeRequest(resource));
    const seen = new Set(diagnosticsList.filter(({ policyname }: { policyname: string }) => policyname.startsWith("after-")).map(({ message }: { message: string }) => message));
    expect(seen.size).toBe(1);
  }
});

test("the pack is made of what the engine tells of the stack, once", async () => {
  const made: unknown[] = [];
  const request = new proto.AnalyzerStackConfigureRequest().setStack("dev").setProject("p").setOrganization("o").setDryRun(true);
  request.getConfigMap().set("a:b", "c");
  request.getConfigMap().set("a:empty", "");
  request.getTagsMap().set("team", "x");
  const asked = (...first: readonly (readonly [string, Uint8Array])[]) => {
    const all = methods((stack) => {
      made.push(stack);
      return { name: "p", version: "1.0.0", policies: [], initialConfig: {} };
    });
    for (const [name, bytes] of [...first, ["GetPluginInfo", NOTHING], ["GetAnalyzerInfo", NOTHING]] as const) void all[name]!(Buffer.from(bytes));
  };
  asked(["ConfigureStack", request.serializeBinary()]);
  asked();
  expect(made).toEqual([{ stack: "dev", project: "p", settings: { "a:b": "c", "a:empty": "" }, tags: new Map([["team", "x"]]) }, undefined]);
});
