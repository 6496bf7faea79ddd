/** Rules between a stack's settings and the catalogue. */
import type { ImageDefinition } from "./images.ts";
import { CONTEXT_IS_FILE, NO_CONTEXT, type HostFacts } from "./plan-types.ts";
import { prefix, STACK_NAME } from "./names.ts";
import type { Problem } from "./problems.ts";
import type { Service } from "./service.ts";
import type { StackSettings } from "./stack-settings.ts";
import { overlaps, parseSubnet } from "./subnets.ts";

export function settingsProblems(stack: string, settings: StackSettings, services: readonly Service[], images: readonly ImageDefinition[], contexts: HostFacts["contexts"]): Problem[] {
  const where = `Pulumi.${stack}.yaml sutazai:`;
  const names = new Set(services.map((s) => s.name));
  return [
    ...stackName(stack),
    ...subnets(where, settings),
    ...portOffset(where, settings, services),
    ...Object.keys(settings.services)
      .filter((name) => !names.has(name))
      .map((name) => ({ path: `${where}services.${name}`, rule: "the name of a service", got: `"${name}"`, fix: "./sutazai catalogue lists the names" })),
    ...Object.keys(settings.contexts)
      .filter((name) => !images.some((i) => i.name === name && i.kind === "service"))
      .map((name) => ({ path: `${where}contexts.${name}`, rule: "the name of a service image", got: `"${name}"`, fix: `one of ${images.filter((i) => i.kind === "service").map((i) => i.name).join(", ")}` })),
    ...Object.entries(settings.contexts).flatMap(([name, folder]) => {
      const is = ({ [NO_CONTEXT]: "does not exist", [CONTEXT_IS_FILE]: "is a file" } as Record<string, string>)[contexts.get(name) ?? ""];
      return is ? [{ path: `${where}contexts.${name}`, rule: "a folder with a Dockerfile, from the root of the checkout", got: `"${folder}", which ${is}`, fix: "correct the path" }] : [];
    }),
  ];
}

function stackName(stack: string): Problem[] {
  const ok = STACK_NAME.test(stack) && stack.length <= 20;
  return ok ? [] : [{ path: `--stack ${stack}`, rule: "lower-case letters, digits and single hyphens, at most 20", got: `"${stack}" (prefix ${prefix(stack)})`, fix: "choose another stack name" }];
}

function subnets(where: string, settings: StackSettings): Problem[] {
  const entries = Object.entries(settings.subnets).map(([key, text]) => ({ key, text, subnet: parseSubnet(text)! }));
  return entries.flatMap((a, i) =>
    entries.slice(0, i).filter((b) => overlaps(a.subnet, b.subnet)).map((b) => ({
      path: `${where}subnets.${a.key}`,
      rule: "a network that overlaps no other",
      got: `${a.text}, which overlaps ${b.key} (${b.text})`,
      fix: "choose another network",
    })),
  );
}

function portOffset(where: string, settings: StackSettings, services: readonly Service[]): Problem[] {
  const highest = services.flatMap((s) => s.ports.map((p) => ({ port: p.host + settings.portOffset, name: s.name }))).sort((a, b) => b.port - a.port)[0];
  return highest && highest.port > 65535
    ? [{ path: `${where}portOffset`, rule: "an offset that keeps every port at 65535 or below", got: `${settings.portOffset} (${highest.name} would get ${highest.port})`, fix: `at most ${settings.portOffset - (highest.port - 65535)}` }]
    : [];
}
