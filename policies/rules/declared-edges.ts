import type { PolicyResource } from "@pulumi/policy";
import { ASKED_ON_LABEL, labelIn, serviceOf, TALKS_TO_LABEL } from "../lib/labels.ts";
import type { Rule } from "../lib/rule.ts";
import { networksOf } from "../lib/stack-networks.ts";
import { stackCheck, type Located, type Stack } from "../lib/stack.ts";

interface Options {
  readonly networks: readonly string[];
}

/**
 * A network is shared: who is on it reaches all of it. So nobody is on one with data stores without an edge, its own or another's, that is
 * declared and needs this network. Not judged: what is on no other network (the stores), what the label sutazai.asked-on says that a service needs it there (perhaps one
 * that this stack leaves out), and a container without the label sutazai.talks-to, which declares nothing.
 */
export const declaredEdges: Rule = {
  name: "declared-edges",
  description: "On a network of data stores is only who talks to another there, or is talked to, by declaration.",
  severity: "high",
  remediationSteps: "Declare the services that it talks to (in the catalogue dependsOn or uses), or take it off the network.",
  configSchema: { properties: {
    networks: { type: "array", items: { type: "string" }, default: ["database"], description: "Networks of data stores: the name, or its end after a hyphen." },
  } },
  meta: { cis: [], soc2: ["CC6.1", "CC6.6"], iso27001: ["A.8.9", "A.8.20", "A.8.22"] },
  validateStack: stackCheck<Options>(judge),
};

interface Member {
  readonly resource: PolicyResource;
  readonly service: string;
  readonly networks: readonly string[];
  /** Undefined where it is not said. Asked of members of a network with data stores only: of others it need not be known. */
  readonly talksTo: () => readonly string[] | undefined;
}

function judge(stack: Stack, { networks: ends }: Options): Located[] {
  const all = stack.of("container", "service").map((resource): Member => ({ resource, service: serviceOf(resource), networks: networksOf(stack, resource), talksTo: once(() => listed(stack, resource, TALKS_TO_LABEL)) }));
  const inStack = new Set(all.map(({ service }) => service));
  const isCalled = (name: string, called: readonly string[]) => called.some((end) => name === end || name.endsWith(`-${end}`));
  const holdsStores = (name: string) => isCalled(name, ends);
  const networks = [...new Set(all.flatMap((m) => m.networks))].filter(holdsStores);
  /** Two that share another network need not meet on one with data stores. */
  const edge = (from: Member, to: Member) => (from.talksTo()?.includes(to.service) ?? false) && !from.networks.some((name) => to.networks.includes(name) && !holdsStores(name));
  return networks.flatMap((network) => {
    const members = all.filter((m) => m.networks.includes(network));
    /** What is on no other network is what this one is for, perhaps without a client in this stack. */
    const isStore = (m: Member) => m.networks.every(holdsStores);
    if (!members.some(isStore)) return [];
    return members.flatMap((one) => {
      if (isStore(one)) return [];
      const others = members.filter(({ service }) => service !== one.service);
      const talks = one.talksTo();
      if (talks === undefined || others.length === 0 || others.some((other) => edge(one, other) || edge(other, one))) return [];
      // The edge may be to a service that this stack leaves out, or from one.
      if (talks.some((name) => !inStack.has(name)) || isCalled(network, listed(stack, one.resource, ASKED_ON_LABEL) ?? [])) return [];
      const reached = others.map(({ service }) => service).sort();
      return [{
        resource: one.resource,
        must: `be on the network of data stores ${network} for an edge that is declared`,
        got: `none, and it reaches ${reached.slice(0, 3).join(", ")}${reached.length > 3 ? ` and ${reached.length - 3} more` : ""}`,
        fix: "declare which of them it talks to (dependsOn or uses), or take it off the network",
      }];
    });
  });
}

/** The platform writes `-` where a service talks to none. */
function listed(stack: Stack, resource: PolicyResource, label: string): readonly string[] | undefined {
  const text = stack.read(resource, (props) => labelIn(props.labels ?? props.taskSpec?.containerSpec?.labels, label));
  return text?.split(",").filter((name) => name !== "-");
}

function once<T>(work: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: work() }).value;
}
