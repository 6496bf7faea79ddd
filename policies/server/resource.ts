/** Resources as rules see them, from the engine's requests. */
import type { PolicyProviderResource, PolicyResource, PolicyResourceOptions } from "@pulumi/policy";
import type { AnalyzerProviderResource, AnalyzerResourceOptions, AnalyzeRequest, AnalyzerResource } from "@pulumi/pulumi/proto/analyzer_pb.js";
import { unknownCheckingProxy } from "../lib/unknown.ts";
import { plainProperties } from "./properties.ts";

/** Unpacked once, and shared by all rules. */
export function policyResource(sent: AnalyzeRequest | AnalyzerResource): PolicyResource {
  const type = sent.getType();
  const props = unknownCheckingProxy(plainProperties(sent.getProperties())) as Record<string, any>;
  const isType = (resourceClass: object) => (resourceClass as { __pulumiType?: string }).__pulumiType === type;
  return {
    type,
    props,
    urn: sent.getUrn(),
    name: sent.getName(),
    opts: optionsOf(sent.getOptions()),
    dependencies: [],
    propertyDependencies: {},
    isType,
    asType: (resourceClass: object) => (isType(resourceClass) ? (props as never) : undefined),
    ...providerOf(sent.getProvider()),
  };
}

/** All resources of a stack; what they stand on are the same objects. */
export function policyResources(sent: readonly AnalyzerResource[]): PolicyResource[] {
  const resources = sent.map(policyResource);
  const byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
  const named = (urns: readonly string[]) => urns.flatMap((urn) => byUrn.get(urn) ?? []);
  for (const [i, one] of sent.entries()) {
    const resource = resources[i]!;
    const parent = byUrn.get(one.getParent());
    if (parent !== undefined) resource.parent = parent;
    resource.dependencies = named(one.getDependenciesList());
    resource.propertyDependencies = Object.fromEntries(one.getPropertydependenciesMap().toArray().map(([key]) => [key, named(one.getPropertydependenciesMap().get(key)!.getUrnsList())]));
  }
  return resources;
}

function optionsOf(sent: AnalyzerResourceOptions | undefined): PolicyResourceOptions {
  if (sent === undefined) throw new Error("this Pulumi CLI is too old for policies: it tells no options of a resource");
  const timeouts = sent.getCustomtimeouts();
  return {
    protect: sent.getProtect(),
    ignoreChanges: sent.getIgnorechangesList(),
    aliases: sent.getAliasesList(),
    additionalSecretOutputs: sent.getAdditionalsecretoutputsList(),
    customTimeouts: { createSeconds: timeouts?.getCreate() ?? 0, updateSeconds: timeouts?.getUpdate() ?? 0, deleteSeconds: timeouts?.getDelete() ?? 0 },
    ...(sent.getDeletebeforereplacedefined() ? { deleteBeforeReplace: sent.getDeletebeforereplace() } : {}),
    ...(sent.getParent() === "" ? {} : { parent: sent.getParent() }),
  };
}

function providerOf(sent: AnalyzerProviderResource | undefined): { provider?: PolicyProviderResource } {
  if (sent === undefined) return {};
  return {
    provider: { type: sent.getType(), urn: sent.getUrn(), name: sent.getName(), props: unknownCheckingProxy(plainProperties(sent.getProperties())) as Record<string, any> },
  };
}
