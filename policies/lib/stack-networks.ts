import type { PolicyResource } from "@pulumi/policy";
import type { Stack } from "./stack.ts";

/** The names of the networks that a container joins, or for a swarm service their names or ids, as far as they are known. */
export function networksOf(stack: Stack, resource: PolicyResource): string[] {
  return [
    ...stack.readEach<string>(resource, (p) => p.networksAdvanced, (n) => n.name),
    ...stack.readEach<string>(resource, (p) => p.taskSpec?.networksAdvanceds, (n) => n.name ?? n.id),
  ];
}
