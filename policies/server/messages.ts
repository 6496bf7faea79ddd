/** A pack and what it said, as messages of Pulumi's analyzer protocol. */
import type { EnforcementLevel, PolicyConfigSchema, Severity } from "@pulumi/policy";
import proto from "@pulumi/pulumi/proto/analyzer_pb.js";
import struct, { type JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb.js";
import type { NotApplicable, Outcome, Pack, Policy, PolicyConfig } from "./pack.ts";

const { ADVISORY, MANDATORY, REMEDIATE, DISABLED } = proto.EnforcementLevel;
const LEVELS = { advisory: ADVISORY, mandatory: MANDATORY, remediate: REMEDIATE, disabled: DISABLED } as const;
const SEVERITIES: Readonly<Record<Severity, proto.PolicySeverity>> = {
  low: proto.PolicySeverity.POLICY_SEVERITY_LOW,
  medium: proto.PolicySeverity.POLICY_SEVERITY_MEDIUM,
  high: proto.PolicySeverity.POLICY_SEVERITY_HIGH,
  critical: proto.PolicySeverity.POLICY_SEVERITY_CRITICAL,
};

export function analyzeResponse({ diagnostics, notApplicable }: Outcome, { name, version }: Pack): proto.AnalyzeResponse {
  const response = new proto.AnalyzeResponse();
  response.setDiagnosticsList(diagnostics.map(({ policy, level, message, urn = "" }) => {
    const diagnostic = new proto.AnalyzeDiagnostic();
    diagnostic.setPolicyname(policy.name);
    diagnostic.setPolicypackname(name);
    diagnostic.setPolicypackversion(version);
    diagnostic.setDescription(policy.description);
    diagnostic.setMessage(message);
    diagnostic.setEnforcementlevel(LEVELS[level]);
    diagnostic.setSeverity(SEVERITIES[policy.severity]);
    diagnostic.setUrn(urn);
    return diagnostic;
  }));
  response.setNotApplicableList(notApplicable.map(notApplicableMessage));
  return response;
}

/** Most are the same for every resource of a type. */
const told = new WeakMap<NotApplicable, proto.PolicyNotApplicable>();

function notApplicableMessage(entry: NotApplicable): proto.PolicyNotApplicable {
  const known = told.get(entry);
  if (known !== undefined) return known;
  const message = new proto.PolicyNotApplicable();
  message.setPolicyName(entry.policy);
  message.setReason(entry.reason ?? "");
  told.set(entry, message);
  return message;
}

export function analyzerInfo({ name, version, policies, initialConfig }: Pack): proto.AnalyzerInfo {
  const info = new proto.AnalyzerInfo();
  info.setName(name);
  info.setVersion(version);
  info.setSupportsconfig(true);
  info.setPoliciesList(policies.map(policyInfo));
  for (const [policy, { enforcementLevel, options }] of Object.entries(initialConfig)) {
    const config = new proto.PolicyConfig();
    if (enforcementLevel !== undefined) config.setEnforcementlevel(LEVELS[enforcementLevel]);
    if (Object.keys(options).length > 0) config.setProperties(structOf(options));
    info.getInitialconfigMap().set(policy, config);
  }
  return info;
}

function policyInfo(policy: Policy): proto.PolicyInfo {
  const info = new proto.PolicyInfo();
  info.setPolicyType(policy.validateResource === undefined ? proto.PolicyType.POLICY_TYPE_STACK : proto.PolicyType.POLICY_TYPE_RESOURCE);
  info.setName(policy.name);
  info.setDescription(policy.description);
  info.setEnforcementlevel(LEVELS[policy.enforcementLevel]);
  info.setSeverity(SEVERITIES[policy.severity]);
  info.setRemediationSteps(policy.remediationSteps);
  if (policy.configSchema !== undefined) info.setConfigschema(schemaOf(policy.configSchema));
  return info;
}

function schemaOf({ properties, required = [] }: PolicyConfigSchema): proto.PolicyConfigSchema {
  const schema = new proto.PolicyConfigSchema();
  schema.setProperties(structOf(properties));
  schema.setRequiredList(required);
  return schema;
}

const structOf = (value: object) => struct.Struct.fromJavaScript(value as Record<string, JavaScriptValue>);

/** What the engine configures the policies with. */
export function configOf(request: proto.ConfigureAnalyzerRequest): Record<string, PolicyConfig> {
  const names = Object.keys(LEVELS) as (keyof typeof LEVELS)[];
  return Object.fromEntries(request.getPolicyconfigMap().toArray().map(([policy]) => {
    const sent = request.getPolicyconfigMap().get(policy)!;
    const enforcementLevel: EnforcementLevel = names.find((name) => LEVELS[name] === sent.getEnforcementlevel())!;
    return [policy, { enforcementLevel, options: sent.getProperties()?.toJavaScript() ?? {} }];
  }));
}
