/** A pack and what it said, as messages of Pulumi's analyzer protocol. */
import type { EnforcementLevel, PolicyConfigSchema, Severity } from "@pulumi/policy";
import type { NotApplicable, Outcome, Pack, Policy, PolicyConfig } from "./pack.ts";
import { properties, structOf } from "./struct.ts";
import { message, MESSAGE, number, NUMBER, Reader, text, TEXT } from "./wire.ts";

const LEVELS: Readonly<Record<EnforcementLevel, number>> = { advisory: 0, mandatory: 1, disabled: 2, remediate: 3 };
const SEVERITIES: Readonly<Record<Severity, number>> = { low: 1, medium: 2, high: 3, critical: 4 };
const POLICY_TYPES = { resource: 1, stack: 2 };

export function analyzeResponse({ diagnostics, leftOut, notApplicable }: Outcome, { name, version }: Pack): Buffer {
  const said = diagnostics.map(({ policy, level, message: words, urn = "" }) =>
    message(2, text(1, policy.name), text(2, name), text(3, version), text(4, policy.description), text(5, words), number(7, LEVELS[level]), text(8, urn), number(9, SEVERITIES[policy.severity])),
  );
  return Buffer.concat([...said, leftOutMessages(leftOut), ...notApplicable.map(notApplicableMessage)]);
}

/** They are the same for every resource of a type. */
const told = new WeakMap<readonly NotApplicable[], Buffer>();

function leftOutMessages(leftOut: readonly NotApplicable[]): Buffer {
  let known = told.get(leftOut);
  if (known === undefined) told.set(leftOut, (known = Buffer.concat(leftOut.map(notApplicableMessage))));
  return known;
}

const notApplicableMessage = ({ policy, reason = "" }: NotApplicable): Buffer => message(3, text(1, policy), text(2, reason));

export function analyzerInfo({ name, version, policies, initialConfig }: Pack): Buffer {
  const configs = Object.entries(initialConfig).map(([policy, { enforcementLevel, options }]) =>
    message(6, text(1, policy), message(2, number(1, LEVELS[enforcementLevel ?? "advisory"]), ...(Object.keys(options).length > 0 ? [message(2, structOf(options))] : []))),
  );
  return Buffer.concat([text(1, name), ...policies.map(policyInfo), text(4, version), number(5, 1), ...configs]);
}

function policyInfo({ name, description, enforcementLevel, configSchema, severity, remediationSteps, validateResource }: Policy): Buffer {
  const type = validateResource === undefined ? POLICY_TYPES.stack : POLICY_TYPES.resource;
  const schema = configSchema === undefined ? [] : [schemaOf(configSchema)];
  return message(3, text(1, name), text(3, description), number(5, LEVELS[enforcementLevel]), ...schema, number(7, type), number(8, SEVERITIES[severity]), text(11, remediationSteps));
}

const schemaOf = ({ properties: options, required = [] }: PolicyConfigSchema): Buffer => message(6, message(1, structOf(options)), ...required.map((key) => message(2, Buffer.from(key))));

export const pluginInfo = ({ version }: Pack): Buffer => text(1, version);

/** What the engine configures the policies with. */
export function configOf(request: Buffer): Record<string, PolicyConfig> {
  const reader = new Reader(request);
  const config: Record<string, PolicyConfig> = {};
  while (reader.at < reader.length) {
    const tag = reader.varint();
    if (tag === MESSAGE(1)) {
      const { policy, ...own } = policyConfig(reader);
      config[policy] = own;
    } else reader.skip(tag);
  }
  return config;
}

function policyConfig(reader: Reader): PolicyConfig & { readonly policy: string } {
  const end = reader.end();
  let policy = "";
  let own = { level: 0, options: {} };
  while (reader.at < end) {
    const tag = reader.varint();
    if (tag === TEXT(1)) policy = reader.text();
    else if (tag === MESSAGE(2)) own = levelAndOptions(reader);
    else reader.skip(tag);
  }
  return { policy, enforcementLevel: (Object.keys(LEVELS) as EnforcementLevel[]).find((name) => LEVELS[name] === own.level)!, options: own.options };
}

function levelAndOptions(reader: Reader): { level: number; options: object } {
  const end = reader.end();
  const found = { level: 0, options: {} };
  while (reader.at < end) {
    const tag = reader.varint();
    if (tag === NUMBER(1)) found.level = reader.varint();
    else if (tag === MESSAGE(2)) found.options = properties(reader);
    else reader.skip(tag);
  }
  return found;
}

/** What the engine tells of the stack. */
export interface StackTold {
  readonly stack: string;
  readonly project: string;
  /** Settings, as texts by their whole names. */
  readonly settings: Readonly<Record<string, string>>;
  readonly tags: ReadonlyMap<string, string>;
}

export function stackOf(request: Buffer): StackTold {
  const reader = new Reader(request);
  let [stack, project] = ["", ""];
  const settings: Record<string, string> = {};
  const tags = new Map<string, string>();
  while (reader.at < reader.length) {
    const tag = reader.varint();
    if (tag === TEXT(1)) stack = reader.text();
    else if (tag === TEXT(2)) project = reader.text();
    else if (tag === MESSAGE(7)) {
      const [key, value] = reader.entry();
      settings[key] = value;
    } else if (tag === MESSAGE(8)) tags.set(...reader.entry());
    else reader.skip(tag);
  }
  return { stack, project, settings, tags };
}
