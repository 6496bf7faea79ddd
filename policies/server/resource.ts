/** Resources as rules see them, from the engine's requests. */
import type { PolicyProviderResource, PolicyResource, PolicyResourceOptions } from "@pulumi/policy";
import { properties, type Properties } from "./struct.ts";
import { DOUBLE, MESSAGE, NUMBER, Reader, TEXT } from "./wire.ts";

/** The type of the resource of a request to judge one; most are of no rule's type, and nothing else of them is unpacked. */
export function typeOf(request: Buffer): string {
  const reader = new Reader(request);
  while (reader.at < reader.length) {
    const tag = reader.varint();
    if (tag === TEXT(1)) return reader.text();
    reader.skip(tag);
  }
  return "";
}

/** The resource of a request to judge one. Unpacked once, and shared by all rules. */
export function policyResource(request: Buffer): PolicyResource {
  const reader = new Reader(request);
  return sentResource(reader, reader.length).resource;
}

/** All resources of a stack; what they stand on are the same objects. */
export function policyResources(request: Buffer): PolicyResource[] {
  const reader = new Reader(request);
  const all: Sent[] = [];
  while (reader.at < reader.length) {
    const tag = reader.varint();
    if (tag === MESSAGE(1)) all.push(sentResource(reader, reader.end()));
    else reader.skip(tag);
  }
  const byUrn = new Map(all.map(({ resource }) => [resource.urn, resource]));
  const named = (urns: readonly string[]) => urns.flatMap((urn) => byUrn.get(urn) ?? []);
  return all.map(({ resource, parent, on, onByProperty }) => {
    const standsUnder = byUrn.get(parent);
    if (standsUnder !== undefined) resource.parent = standsUnder;
    resource.dependencies = named(on);
    resource.propertyDependencies = Object.fromEntries(onByProperty.map(([key, urns]) => [key, named(urns)]));
    return resource;
  });
}

/** A resource, and the names of others that belong to it. */
interface Sent {
  readonly resource: PolicyResource;
  readonly parent: string;
  readonly on: readonly string[];
  readonly onByProperty: readonly (readonly [property: string, urns: readonly string[]])[];
}

function sentResource(reader: Reader, end: number): Sent {
  const found = { type: "", urn: "", name: "", parent: "", on: [] as string[], onByProperty: [] as [string, string[]][] };
  let props: Properties = {};
  let opts: PolicyResourceOptions | undefined;
  let from: PolicyProviderResource | undefined;
  while (reader.at < end) {
    const tag = reader.varint();
    if (tag === TEXT(1)) found.type = reader.text();
    else if (tag === MESSAGE(2)) props = properties(reader);
    else if (tag === TEXT(3)) found.urn = reader.text();
    else if (tag === TEXT(4)) found.name = reader.text();
    else if (tag === MESSAGE(5)) opts = options(reader);
    else if (tag === MESSAGE(6)) from = provider(reader);
    else if (tag === TEXT(7)) found.parent = reader.text();
    else if (tag === TEXT(8)) found.on.push(reader.text());
    else if (tag === MESSAGE(9)) found.onByProperty.push(dependenciesOfProperty(reader));
    else reader.skip(tag);
  }
  if (opts === undefined) throw new Error("this Pulumi CLI is too old for policies: it tells no options of a resource");
  const { type, urn, name } = found;
  const isType = (resourceClass: object) => (resourceClass as { __pulumiType?: string }).__pulumiType === type;
  const asType = (resourceClass: object) => (isType(resourceClass) ? (props as never) : undefined);
  const resource = { type, props, urn, name, opts, dependencies: [], propertyDependencies: {}, isType, asType, ...(from === undefined ? {} : { provider: from }) };
  return { ...found, resource };
}

function options(reader: Reader): PolicyResourceOptions {
  const end = reader.end();
  const found = { protect: false, ignoreChanges: [] as string[], aliases: [] as string[], additionalSecretOutputs: [] as string[], customTimeouts: { createSeconds: 0, updateSeconds: 0, deleteSeconds: 0 } };
  let [deleteBeforeReplace, defined, parent] = [false, false, ""];
  while (reader.at < end) {
    const tag = reader.varint();
    if (tag === NUMBER(1)) found.protect = reader.varint() !== 0;
    else if (tag === TEXT(2)) found.ignoreChanges.push(reader.text());
    else if (tag === NUMBER(3)) deleteBeforeReplace = reader.varint() !== 0;
    else if (tag === NUMBER(4)) defined = reader.varint() !== 0;
    else if (tag === TEXT(5)) found.additionalSecretOutputs.push(reader.text());
    else if (tag === TEXT(6)) found.aliases.push(reader.text());
    else if (tag === MESSAGE(7)) found.customTimeouts = timeouts(reader);
    else if (tag === TEXT(8)) parent = reader.text();
    else reader.skip(tag);
  }
  return { ...found, ...(defined ? { deleteBeforeReplace } : {}), ...(parent === "" ? {} : { parent }) };
}

function timeouts(reader: Reader): PolicyResourceOptions["customTimeouts"] {
  const end = reader.end();
  const found = { createSeconds: 0, updateSeconds: 0, deleteSeconds: 0 };
  while (reader.at < end) {
    const tag = reader.varint();
    if (tag === DOUBLE(1)) found.createSeconds = reader.double();
    else if (tag === DOUBLE(2)) found.updateSeconds = reader.double();
    else if (tag === DOUBLE(3)) found.deleteSeconds = reader.double();
    else reader.skip(tag);
  }
  return found;
}

function provider(reader: Reader): PolicyProviderResource {
  const end = reader.end();
  const found = { type: "", urn: "", name: "", props: {} as Properties };
  while (reader.at < end) {
    const tag = reader.varint();
    if (tag === TEXT(1)) found.type = reader.text();
    else if (tag === MESSAGE(2)) found.props = properties(reader);
    else if (tag === TEXT(3)) found.urn = reader.text();
    else if (tag === TEXT(4)) found.name = reader.text();
    else reader.skip(tag);
  }
  return found;
}

/** What one property of a resource stands on. */
function dependenciesOfProperty(reader: Reader): [property: string, urns: string[]] {
  const end = reader.end();
  let property = "";
  let urns: string[] = [];
  while (reader.at < end) {
    const tag = reader.varint();
    if (tag === TEXT(1)) property = reader.text();
    else if (tag === MESSAGE(2)) urns = texts(reader);
    else reader.skip(tag);
  }
  return [property, urns];
}

function texts(reader: Reader): string[] {
  const end = reader.end();
  const found: string[] = [];
  while (reader.at < end) {
    const tag = reader.varint();
    if (tag === TEXT(1)) found.push(reader.text());
    else reader.skip(tag);
  }
  return found;
}
