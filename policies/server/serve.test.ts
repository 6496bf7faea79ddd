/** Every answer of the pack's server is held equal to that of Pulumi's own, which it stands in for. */
import { expect, test } from "@jest/globals";
import type { handleUnaryCall } from "@grpc/grpc-js";
import type { PolicyResource } from "@pulumi/policy";
import sdk from "@pulumi/policy/server.js";
import protoutil from "@pulumi/policy/protoutil.js";
import deserialize from "@pulumi/policy/deserialize.js";
import proto from "@pulumi/pulumi/proto/analyzer_pb.js";
import struct from "google-protobuf/google/protobuf/struct_pb.js";
import fc from "fast-check";
import { initialConfig, policyOf, RULES } from "../index.ts";
import { held } from "../lib/hold.ts";
import { loadRules } from "../lib/load.ts";
import { builtImage, container, dataVolume, foreign, network, pidsStep, remoteImage, service, UNKNOWN, type Resource } from "../testing.ts";
import type { Pack, Policy } from "./pack.ts";
import { plainProperties } from "./properties.ts";
import { handlers } from "./serve.ts";

type Handler = handleUnaryCall<any, any>;
const reference = sdk as unknown as Record<"makeAnalyzeRpcFun" | "makeAnalyzeStackRpcFun" | "makeRemediateRpcFun", (name: string, version: string, level: string, policies: readonly Policy[]) => Handler>;
const { makeAnalyzerInfo } = protoutil as unknown as { makeAnalyzerInfo(name: string, version: string, level: string, pack: object, config: object): proto.AnalyzerInfo };
const { deserializeProperties } = deserialize as unknown as { deserializeProperties(properties: unknown, secrets: boolean): unknown };

const SECRET = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270" };
const ASSET = { "4dabf18193072939515e22adb298388d": "c44067f5952c0a294b673a41bacd8c17" };
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

const answer = (handler: unknown, request: object) =>
  new Promise<Record<string, any>>((resolve, reject) => void (handler as Handler)({ request } as never, (error, response) => (error ? reject(error as Error) : resolve(response.toObject() as object))));

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
  const theirs = reference.makeAnalyzeRpcFun(ours.name, ours.version, "mandatory", ours.policies);
  for (const resource of RESOURCES) expect(byName(await answer(handlers(ours).analyze, analyzeRequest(resource)))).toEqual(byName(await answer(theirs, analyzeRequest(resource))));
});

test("of a whole stack both say the same", async () => {
  const ours = await pack();
  const theirs = reference.makeAnalyzeStackRpcFun(ours.name, ours.version, "mandatory", ours.policies);
  const said = await answer(handlers(ours).analyzeStack, stackRequest(RESOURCES));
  expect(said).toEqual(await answer(theirs, stackRequest(RESOURCES)));
  expect(said.diagnosticsList.length).toBeGreaterThan(5);
});

test("both tell the engine the same of the pack", async () => {
  const ours = await pack();
  const config = Object.fromEntries(Object.entries(ours.initialConfig).map(([name, { enforcementLevel, options: own }]) => [name, { ...own, enforcementLevel }]));
  expect(await answer(handlers(ours).getAnalyzerInfo, {})).toEqual(makeAnalyzerInfo(ours.name, ours.version, "mandatory", { policies: ours.policies }, config).toObject());
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
  const of = (handler: unknown, theirs: keyof typeof reference, request: object) => Promise.all([answer(handler, request), answer(reference[theirs]("p", "1.0.0", "mandatory", policies), request)]);
  for (const resource of known) {
    const [a, b] = await of(handlers(ours).analyze, "makeAnalyzeRpcFun", analyzeRequest(resource));
    expect(a).toEqual({ ...b, notApplicableList: [{ policyName: "leaves-out", reason: "" }] });
    const [c, d] = await of(handlers(ours).remediate, "makeRemediateRpcFun", analyzeRequest(resource));
    expect(c).toEqual(d);
  }
  const [a, b] = await of(handlers(ours).analyzeStack, "makeAnalyzeStackRpcFun", stackRequest(known));
  expect(a).toEqual(b);
  const failing = { ...ours, policies: [{ ...rule, name: "fails", validateResource: () => { throw new TypeError("no"); } }] };
  await expect(answer(handlers(failing).analyze, analyzeRequest(container()))).rejects.toMatchObject({ message: expect.stringMatching(/^Error validating resource with policy 'fails' from policy pack 'p@v1.0.0':\nTypeError: no\n    at /) });
});

test("the engine's configuration gives levels and options; a disabled rule says nothing", async () => {
  const policies: Policy[] = [
    { ...rule, name: "a", validateResource: (args, report) => report(JSON.stringify([args.getConfig(), [...args.stackTags]])) },
    { ...rule, name: "b", validateResource: (_args, report) => report("b") },
    { ...rule, name: "c", validateStack: (args, report) => report(JSON.stringify(args.getConfig())) },
  ];
  const served = handlers({ name: "p", version: "1.0.0", policies, initialConfig: {} });
  const said = async () => [...(await answer(served.analyze, analyzeRequest(container()))).diagnosticsList, ...(await answer(served.analyzeStack, stackRequest([]))).diagnosticsList].map(({ policyname, enforcementlevel, message }) => [policyname, enforcementlevel, message]);
  const { ADVISORY, MANDATORY, REMEDIATE, DISABLED } = proto.EnforcementLevel;
  expect(await said()).toEqual([["a", MANDATORY, "d\n[{},[]]"], ["b", MANDATORY, "d\nb"], ["c", MANDATORY, "d\n{}"]]);

  const configuration = (levels: Record<string, proto.EnforcementLevel>) => {
    const request = new proto.ConfigureAnalyzerRequest();
    for (const [name, level] of Object.entries(levels)) request.getPolicyconfigMap().set(name, new proto.PolicyConfig().setEnforcementlevel(level as never).setProperties(structOf({ x: [1] })));
    return request;
  };
  const tags = new proto.AnalyzerStackConfigureRequest();
  tags.getTagsMap().set("team", "a");
  await answer(served.configureStack, tags);
  await answer(served.configure, configuration({ a: ADVISORY, b: DISABLED, c: REMEDIATE }));
  expect(await said()).toEqual([["a", ADVISORY, 'd\n[{"x":[1]},[["team","a"]]]'], ["c", MANDATORY, 'd\n{"x":[1]}']]);
  await answer(served.configure, configuration({ c: DISABLED }));
  expect(await said()).toEqual([["a", MANDATORY, 'd\n[{},[["team","a"]]]'], ["b", MANDATORY, "d\nb"]]);
});

test("no rule changes what it judges, since the next one is given the same", async () => {
  const ours = await pack();
  const watched = { ...ours, policies: ours.policies.flatMap((policy) => [policy, { ...rule, name: `after-${policy.name}`, validateResource: (args, report) => report(JSON.stringify(args.props)) } satisfies Policy]) };
  for (const resource of RESOURCES.filter(({ props }) => !JSON.stringify(props).includes(UNKNOWN))) {
    const { diagnosticsList } = await answer(handlers(watched).analyze, analyzeRequest(resource));
    const seen = new Set(diagnosticsList.filter(({ policyname }: { policyname: string }) => policyname.startsWith("after-")).map(({ message }: { message: string }) => message));
    expect(seen.size).toBe(1);
  }
});

const value = fc.letrec((tie) => ({
  any: fc.oneof({ depthSize: "small" }, fc.string(), fc.double({ noNaN: true }), fc.boolean(), fc.constant(null), fc.array(tie("any"), { maxLength: 3 }), fc.dictionary(fc.string().filter((k) => k !== "__proto__"), tie("any"), { maxKeys: 3 }), tie("any").map((inner) => ({ ...SECRET, value: inner }))),
})).any;

test("properties are unpacked as Pulumi's server unpacks them, secrets in clear", () => {
  fc.assert(fc.property(fc.dictionary(fc.string().filter((k) => k !== "__proto__"), value, { maxKeys: 4 }), (props) => expect(plainProperties(structOf(props))).toEqual(deserializeProperties(structOf(props), false))));
  expect(plainProperties(structOf({ file: { ...ASSET, path: "a.txt" } }))).toEqual({ file: { path: "a.txt" } });
  expect(() => plainProperties(structOf({ a: [{ "4dabf18193072939515e22adb298388d": "else" }] }))).toThrow("a property has the mark else, which this pack does not know");
  expect(plainProperties(undefined)).toEqual({});
});
