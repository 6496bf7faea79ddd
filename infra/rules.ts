/** Rules between catalogue entries, gathered. The schema of one entry is service.ts. */
import { meant } from "./nearest.ts";
import { GENERATORS } from "./generators/index.ts";
import { closure, findCycles, type Graph } from "./graph.ts";
import type { ImageDefinition } from "./images.ts";
import { portProblems } from "./ports.ts";
import type { Problem } from "./problems.ts";
import { ServiceSchema, type Service, type ServiceInput } from "./service.ts";
import { zodProblems, formatPath } from "./zod-problems.ts";

export interface CatalogueFacts {
  readonly images: readonly ImageDefinition[];
  /** Whether a path of the repository is a file; undefined skips the check. */
  readonly fileExists?: (path: string) => boolean;
}

/** Validates a whole catalogue: every entry's schema, then the rules between them. All problems at once. */
export function validateCatalogue(inputs: readonly ServiceInput[], facts: CatalogueFacts): { services: Service[]; problems: Problem[] } {
  const problems: Problem[] = [];
  const services: Service[] = [];
  inputs.forEach((input, i) => {
    const label = typeof (input as { name?: unknown })?.name === "string" ? (input as { name: string }).name : `#${i}`;
    const result = ServiceSchema.safeParse(input);
    if (result.success) services.push(result.data);
    else problems.push(...zodProblems(result.error, input, (path) => `services.${label}${path.length > 0 ? "." : ""}${formatPath(path)}`));
  });
  return { services, problems: [...problems, ...crossProblems(services, new Set(inputs.map((s) => String((s as { name?: unknown })?.name))), facts)] };
}

function crossProblems(services: readonly Service[], known: ReadonlySet<string>, facts: CatalogueFacts): Problem[] {
  const byName = new Map(services.map((s) => [s.name, s]));
  return [
    ...duplicates(services),
    ...references(services, known),
    ...cycles(services),
    ...services.flatMap((s) => edges(s, byName)),
    ...services.flatMap((s) => profileOrder(s, byName)),
    ...services.flatMap((s) => images(s, new Map(facts.images.map((i) => [i.name, i])))),
    ...services.flatMap((s) => files(s, facts)),
    ...portProblems(services),
  ];
}

function duplicates(services: readonly Service[]): Problem[] {
  const seen = new Set<string>();
  return services.flatMap((s) => {
    const again = seen.has(s.name);
    seen.add(s.name);
    return again ? [{ path: `services.${s.name}`, rule: "a name that no other service has", got: `"${s.name}" twice`, fix: "rename or remove one of them" }] : [];
  });
}

const ADD = "add that service to the catalogue, or remove the reference";

function references(services: readonly Service[], known: ReadonlySet<string>): Problem[] {
  return services.flatMap((s) =>
    (["dependsOn", "uses"] as const).flatMap((field) =>
      s[field].flatMap((other, i) =>
        known.has(other) && other !== s.name
          ? []
          : [{ path: `services.${s.name}.${field}[${i}]`, rule: "the name of another service", got: `"${other}"`, fix: meant(other, [...known], ADD) }],
      ),
    ),
  );
}

export const dependencyGraph = (services: readonly Service[]): Graph => new Map(services.map((s) => [s.name, s.dependsOn]));

function cycles(services: readonly Service[]): Problem[] {
  return findCycles(dependencyGraph(services)).map((cycle) => ({
    path: `services.${cycle[0]}.dependsOn`,
    rule: "a start order without a cycle",
    got: cycle.join(" -> "),
    fix: "remove one of these dependencies; for a mere use write it under `uses`",
  }));
}

function edges(s: Service, byName: ReadonlyMap<string, Service>): Problem[] {
  return (["dependsOn", "uses"] as const).flatMap((field) =>
    s[field].flatMap((name, i) => {
      const other = byName.get(name);
      if (!other || other.networks.some((n) => s.networks.includes(n))) return [];
      return [{
        path: `services.${s.name}.${field}[${i}]`,
        rule: "a network that both services are on",
        got: `${s.name} is on ${s.networks.join(", ")}; ${name} is on ${other.networks.join(", ")}`,
        fix: `add one of ${other.networks.join(", ")} to ${s.name}'s networks, or remove the edge`,
      }];
    }),
  );
}

function profileOrder(s: Service, byName: ReadonlyMap<string, Service>): Problem[] {
  if (!s.profiles.includes("default")) return [];
  return s.dependsOn.flatMap((name, i) => {
    const other = byName.get(name);
    if (!other || other.profiles.includes("default")) return [];
    return [{
      path: `services.${s.name}.dependsOn[${i}]`,
      rule: "a service of the default profile, because this one is",
      got: `${name}, which is only in ${other.profiles.join(", ")}`,
      fix: `move ${name} into the default profile, or ${s.name} out of it`,
    }];
  });
}

function images(s: Service, table: ReadonlyMap<string, ImageDefinition>): Problem[] {
  const [field, name] = "built" in s.image ? (["built", s.image.built] as const) : (["lab", s.image.lab] as const);
  return table.has(name)
    ? []
    : [{ path: `services.${s.name}.image.${field}`, rule: "an image of infra/images.ts", got: `"${name}"`, fix: meant(name, [...table.keys()], "add a row for it there, or name one that exists") }];
}

const SECRET_NAME = /\{\{secret:([^}]*)\}\}/g;

function files(s: Service, facts: CatalogueFacts): Problem[] {
  const targets = new Map<string, number>();
  return s.files.flatMap((file, i) => {
    const path = `services.${s.name}.files[${i}]`;
    const problems: Problem[] = [];
    const given = (["content", "source", "generated"] as const).filter((key) => file[key] !== undefined);
    if (given.length !== 1) {
      problems.push({ path, rule: "exactly one of content, source, generated", got: given.join(" and ") || "none", fix: "keep one of them" });
    }
    if (file.source !== undefined && facts.fileExists && !facts.fileExists(file.source)) {
      problems.push({ path: `${path}.source`, rule: "a file of this repository (it is mounted read-only)", got: `"${file.source}", which does not exist`, fix: "create it or correct the path" });
    }
    if (targets.has(file.target)) problems.push({ path: `${path}.target`, rule: "a target that no other file has", got: file.target, fix: "give it another name" });
    targets.set(file.target, i);
    for (const [, name] of (file.content ?? "").matchAll(SECRET_NAME)) {
      if (!/^[a-z][a-z0-9-]{1,40}$/.test(name!)) problems.push({ path: `${path}.content`, rule: "secret names of lower-case letters, digits and hyphens", got: `"${name}"`, fix: "rename the secret" });
    }
    return problems;
  });
}

/** Which services have each secret in their files, both sorted; the same in every stack and image source. */
export function secretReaders(services: readonly Service[]): Map<string, string[]> {
  const uses = services.flatMap((s) =>
    s.files
      .map((f) => (f.generated ? GENERATORS[f.generated](s, services, { stack: "any", source: "registry" }) : (f.content ?? "")))
      .flatMap((content) => [...content.matchAll(SECRET_NAME)].map((m) => ({ secret: m[1]!, service: s.name }))),
  );
  const names = [...new Set(uses.map((u) => u.secret))].sort();
  return new Map(names.map((name) => [name, [...new Set(uses.filter((u) => u.secret === name).map((u) => u.service))].sort()]));
}

/** Names of the secrets that the files of these services ask for, sorted. */
export const secretNames = (services: readonly Service[]): string[] => [...secretReaders(services).keys()];

/** The chosen services by profile, with all that they need. Names what a chosen one misses. */
export function choose(services: readonly Service[], profiles: readonly string[], only: readonly string[]): { chosen: Service[]; problems: Problem[] } {
  const graph = dependencyGraph(services);
  const inProfile = services.filter((s) => s.profiles.some((p) => profiles.includes(p))).map((s) => s.name);
  const all = closure(graph, inProfile);
  const byName = new Map(services.map((s) => [s.name, s]));
  const problems = only.filter((name) => !all.has(name)).map((name) => notChosen(name, byName, profiles));
  if (services.length > 0 && all.size === 0) {
    const others = [...new Set(services.flatMap((s) => s.profiles))].sort();
    problems.push({ path: "profiles", rule: "profiles that have a service", got: profiles.join(", "), fix: `choose among ${others.join(", ")}` });
  }
  const names = only.length > 0 ? closure(graph, only) : all;
  return { chosen: services.filter((s) => names.has(s.name)), problems };
}

function notChosen(name: string, services: ReadonlyMap<string, Service>, profiles: readonly string[]): Problem {
  const path = `only: ${name}`;
  const s = services.get(name);
  return s
    ? { path, rule: `a service of the chosen profiles (${profiles.join(", ")})`, got: `${name} is in ${s.profiles.join(", ")}`, fix: `use ${[...profiles, s.profiles[0]].map((p) => `--profile ${p}`).join(" ")}` }
    : { path, rule: "the name of a service", got: `"${name}"`, fix: meant(name, [...services.keys()], ADD) };
}

