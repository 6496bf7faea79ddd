import type { PolicyResource } from "@pulumi/policy";
import { serviceOf } from "../lib/labels.ts";
import type { Rule } from "../lib/rule.ts";
import { stackCheck, type Located, type Stack } from "../lib/stack.ts";

interface Published {
  readonly resource: PolicyResource;
  readonly ip: string;
  readonly port: number;
  readonly protocol: string;
}

export const distinctHostPorts: Rule = {
  name: "distinct-host-ports",
  description: "No two containers of a stack want the same port of the host.",
  severity: "high",
  remediationSteps: "Give one of the two another port; the port registry of the platform is `./sutazai ports`.",
  meta: { cis: ["5.9"], soc2: ["CC6.6"], iso27001: ["A.8.9", "A.8.20", "A.8.21", "A.8.22"] },
  validateStack: stackCheck(judge),
};

function judge(stack: Stack): Located[] {
  const all = [...stack.of("container").flatMap((resource) => containerPorts(stack, resource)), ...stack.of("service").flatMap((resource) => servicePorts(stack, resource))];
  return all.flatMap((one, i) => {
    const other = all.slice(0, i).find((before) => before.port === one.port && before.protocol === one.protocol && meet(before.ip, one.ip));
    if (other === undefined) return [];
    return [{ resource: one.resource, must: "publish on a port that no other publishes on", got: `port ${one.ip}:${one.port}/${one.protocol}, which ${serviceOf(other.resource)} has`, fix: "choose another port for one of them" }];
  });
}

function containerPorts(stack: Stack, resource: PolicyResource): Published[] {
  return stack.readEach(resource, (props) => props.ports, ({ ip, external, protocol }) => (external > 0 ? { resource, ip: ip || EVERY, port: external, protocol: protocol ?? "tcp" } : undefined));
}

function servicePorts(stack: Stack, resource: PolicyResource): Published[] {
  return stack.readEach(resource, (props) => props.endpointSpec?.ports, ({ publishedPort, protocol }) => (publishedPort > 0 ? { resource, ip: EVERY, port: publishedPort, protocol: protocol ?? "tcp" } : undefined));
}

const EVERY = "0.0.0.0";
const meet = (a: string, b: string): boolean => a === b || [a, b].some((ip) => ip === EVERY || ip === "::");
