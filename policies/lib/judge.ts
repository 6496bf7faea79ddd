/** Runs rules outside Pulumi's policy server: for tests, and for a program that judges itself before it registers anything. */
import type { PolicyResource, PolicyResourceOptions, ResourceValidationArgs } from "@pulumi/policy";
import type { Exemption } from "./exemptions.ts";
import { held } from "./hold.ts";
import type { Rule } from "./rule.ts";
import { UnknownValueError, unknownCheckingProxy } from "./unknown.ts";

export type Props = Record<string, any>;

/** A resource as a program declares it. */
export interface Resource {
  readonly type: string;
  readonly name: string;
  readonly props: Props;
  readonly protect?: boolean;
  /** Names of the resources that it depends on. */
  readonly dependsOn?: readonly string[];
}

/** What a rule said, as Pulumi's policy server would take it down. */
export interface Verdict {
  readonly violations: string[];
  /** Violations that an exemption covers; left out when there are none. */
  readonly exempted?: readonly { readonly message: string; readonly exemption: Exemption }[];
  /** Set when the rule met an unknown value: the server turns it into the advice that the rule could not be run. */
  readonly unknown?: string;
  readonly notApplicable?: string;
}

export interface JudgeOptions {
  /** The rule's options, over their defaults. */
  readonly config?: Readonly<Record<string, unknown>>;
  /** YYYY-MM-DD, for exemptions; today by default. */
  readonly today?: string;
}

/** Runs a rule on one resource in the way of Pulumi's policy server, with its proxy that throws on unknown values. */
export function judge(rule: Rule, resource: Resource, options: JudgeOptions = {}): Promise<Verdict> {
  return run(rule, options, (prepared, report, common) => {
    if (!("validateResource" in prepared)) throw new Error(`${rule.name} judges no single resource`);
    const args: ResourceValidationArgs = { ...policyResource(resource), ...common, asType: () => refuse("asType") };
    return prepared.validateResource(args, report);
  });
}

/** Runs a rule on a whole stack. */
export function judgeStack(rule: Rule, resources: readonly Resource[], options: JudgeOptions = {}): Promise<Verdict> {
  return run(rule, options, (prepared, report, common) => {
    if (!("validateStack" in prepared)) throw new Error(`${rule.name} judges no whole stack`);
    const byName = new Map(resources.map((r) => [r.name, { ...policyResource(r), asType: () => refuse("asType"), dependencies: [] as PolicyResource[], propertyDependencies: {} }]));
    for (const { name, dependsOn = [] } of resources) byName.get(name)!.dependencies.push(...dependsOn.map((other) => byName.get(other)!));
    return prepared.validateStack({ resources: [...byName.values()], ...common }, report);
  });
}

type Common = Pick<ResourceValidationArgs, "stackTags" | "getConfig" | "notApplicable">;

async function run(rule: Rule, { config, today }: JudgeOptions, work: (rule: Rule, report: (text: string) => void, common: Common) => Promise<void> | void): Promise<Verdict> {
  const violations: string[] = [];
  const exempted: { message: string; exemption: Exemption }[] = [];
  const settings = { ...defaults(rule), ...config };
  const common: Common = {
    stackTags: new Map(),
    getConfig: <T extends object>() => settings as T,
    notApplicable: (reason) => {
      throw new NotApplicable(reason);
    },
  };
  const found = () => ({ violations, ...(exempted.length === 0 ? {} : { exempted }) });
  try {
    const prepared = held(rule, { ...(today === undefined ? {} : { today }), onExempted: (message, exemption) => exempted.push({ message, exemption }) });
    await work(prepared, (text) => violations.push(text), common);
    return found();
  } catch (error) {
    if (error instanceof UnknownValueError) return { ...found(), unknown: (error as Error).message };
    if (error instanceof NotApplicable) return { ...found(), ...(error.message === undefined ? {} : { notApplicable: error.message }) };
    throw error;
  }
}

/** The defaults of a rule's options, which Pulumi fills in from the schema. */
function defaults({ configSchema }: Rule): Record<string, unknown> {
  return Object.fromEntries(Object.entries(configSchema?.properties ?? {}).flatMap(([key, option]) => (option.default === undefined ? [] : [[key, option.default]])));
}

function policyResource({ type, name, props, protect = false }: Resource): Omit<PolicyResource, "dependencies" | "propertyDependencies" | "asType"> {
  const opts: PolicyResourceOptions = { protect, ignoreChanges: [], aliases: [], additionalSecretOutputs: [], customTimeouts: { createSeconds: 0, updateSeconds: 0, deleteSeconds: 0 } };
  return {
    type,
    name,
    props: unknownCheckingProxy(props) as Props,
    urn: `urn:pulumi:dev::test::${type}::${name}`,
    opts,
    isType: () => refuse("isType"),
  };
}

function refuse(what: string): never {
  throw new Error(`a rule judged outside Pulumi has no ${what}`);
}

/** No Error: nobody reads its stack, and most rules do not apply to most resources. */
class NotApplicable {
  readonly message: string | undefined;

  constructor(message: string | undefined) {
    this.message = message;
  }
}
