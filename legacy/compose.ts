/** What is known of one compose file of an estate, and the sums over all of them. */
import { posix } from "node:path";
import type { ComposeFile } from "../readers/compose/read.ts";
import { buildFacts, buildOf, pairsOf, type Build, type BuildPair } from "./compose/builds.ts";
import { fileFacts } from "./compose/file-facts.ts";
import { FACTS } from "./compose/service-facts.ts";
import { viewOf, type Surroundings } from "./compose/view.ts";

export type { BuildPair } from "./compose/builds.ts";
export type { Surroundings } from "./compose/view.ts";

/** Facts of one file; a list that would be empty is left out. */
export interface ComposeFacts {
  readonly yaml_valid: boolean;
  readonly error?: { readonly problem: string; readonly line: number };
  readonly is_compose: boolean;
  readonly why_not?: string;
  /** Number of services. */
  readonly services?: number;
  /** Their names, sorted by code point. */
  readonly names?: readonly string[];
  readonly duplicate_keys?: readonly { readonly path: string; readonly key: string; readonly lines: readonly number[] }[];
  /** `no_mem_limit`, `port_conflicts` ...: a name or an object each. */
  readonly [list: string]: unknown;
}

/** @param path of the file, relative to the checkout. Never throws. */
export function composeFacts(path: string, file: ComposeFile, around: Surroundings): ComposeFacts {
  const { root, problems, duplicates } = file.yaml;
  if (root === undefined) return { yaml_valid: false, error: { problem: problems[0]!.message, line: problems[0]!.at.line }, is_compose: false };
  const noted = { yaml_valid: true, ...(duplicates.length > 0 ? { duplicate_keys: duplicates } : {}) };
  if (file.whyNot !== undefined) return { ...noted, is_compose: false, why_not: file.whyNot };
  const folder = posix.dirname(path);
  const services = file.services.map(viewOf);
  const builds = services.map((service) => buildOf(service, folder));
  const lists: Record<string, readonly unknown[]> = {};
  for (const [key, fact] of Object.entries(FACTS)) lists[key] = services.flatMap((service, index) => fact(service, { folder, around, build: builds[index] }));
  Object.assign(lists, fileFacts(root, services), buildFacts(builds.filter(isBuild), around));
  const told = Object.entries(lists).filter(([, list]) => list.length > 0);
  return { ...noted, is_compose: true, services: services.length, names: services.map((s) => s.name).sort(), ...Object.fromEntries(told) };
}

/** Dockerfiles of the checkout with the contexts that the services of a file build them in; whether they exist is not asked. */
export function buildPairs(path: string, file: ComposeFile): BuildPair[] {
  return pairsOf(file.services.map((service) => buildOf(viewOf(service), posix.dirname(path))).filter(isBuild));
}

const isBuild = (build: Build | undefined): build is Build => build !== undefined;

/** Keys of the summary -> the list whose lengths they add up, where the name differs. */
const COUNTED: Readonly<Record<string, string>> = { services_missing_targets: "missing_target", port_conflicts: "port_conflicts", cycles: "cycles" };
const OF_SERVICES = [
  ..."fragments no_mem_limit no_cpu_limit no_limits no_any_limit no_healthcheck no_healthcheck_at_all privileged host_network host_pid docker_sock".split(" "),
  ..."unpinned_images unpinned_built secrets_literal secrets_default secrets_url secrets_placeholder self_conflicts missing_contexts missing_dockerfiles".split(" "),
  ..."absolute_contexts undefined_volumes undefined_networks undefined_depends invalid_names invalid_sizes odd_environment missing_binds missing_env_files".split(" "),
  ..."container_name_conflicts container_name_with_replicas limits_twice duplicate_targets null_lists cap_add".split(" "),
];

/** The sums over all files, under the keys of the audit's summary. */
export function composeSummary(all: readonly ComposeFacts[]): Record<string, number> {
  const lists = { ...COUNTED, ...Object.fromEntries(OF_SERVICES.map((key) => [`services_${key}`, key])) };
  const total = (key: string) => all.reduce((sum, facts) => sum + ((facts[key] as unknown[] | undefined)?.length ?? 0), 0);
  const files = (test: (facts: ComposeFacts) => boolean) => all.filter(test).length;
  return {
    compose_invalid_yaml: files((facts) => !facts.yaml_valid),
    compose_not_compose: files((facts) => facts.yaml_valid && !facts.is_compose),
    compose_with_duplicate_keys: files((facts) => facts.duplicate_keys !== undefined),
    services: all.reduce((sum, facts) => sum + (facts.services ?? 0), 0),
    distinct_service_names: new Set(all.flatMap((facts) => facts.names ?? [])).size,
    ...Object.fromEntries(Object.entries(lists).map(([key, list]) => [key, total(list)])),
  };
}
