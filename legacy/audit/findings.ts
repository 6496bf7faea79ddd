/** Facts of an estate as findings, each with its file and line. */
import { OTHER_PLACE } from "../../readers/requirements/read.ts";
import type { ComposeFacts } from "../compose.ts";
import type { DockerfileFacts } from "../dockerfiles.ts";
import type { EstateFacts } from "../facts.ts";
import type { Conflict, RequirementsFacts } from "../requirements.ts";
import { byCodePoint } from "../tree.ts";
import { finding, type AuditRuleName, type Finding } from "./rules.ts";

/** All findings but those of scripts, by file, line and rule. */
export function findingsOf(facts: EstateFacts): Finding[] {
  return sorted([
    ...facts.unreadable.map(({ path, problem }) => finding("unreadable", path, 0, problem)),
    ...Object.entries(facts.encoding).map(([path, oddities]) => finding("encoding", path, 0, oddities.join(", "))),
    ...facts.symlinks.filter(({ state }) => state !== "ok").map(({ path, target, state }) => finding("link", path, 0, `leads to ${target}: ${state}`)),
    ...facts.near_misses.map(({ path, kind }) => finding("near-miss", path, 0, `looks like a ${kind} file, but no tool takes it for one`)),
    ...Object.entries(facts.dockerfiles).flatMap(([path, file]) => dockerfileFindings(path, file)),
    ...Object.entries(facts.requirements).flatMap(([path, file]) => ofRequirements(path, file)),
    ...facts.conflicts.map((conflict) => ofConflict(conflict, facts)),
    ...Object.entries(facts.compose).flatMap(([path, file]) => ofCompose(path, file, facts.service_lines[path] ?? {})),
  ]);
}

/** By file, line, rule. */
export function sorted(findings: readonly Finding[]): Finding[] {
  return [...findings].sort((a, b) => byCodePoint(a.file, b.file) || a.line - b.line || byCodePoint(a.rule, b.rule));
}

/** Findings of one Dockerfile, in every context that it is built in. */
export function dockerfileFindings(path: string, facts: DockerfileFacts): Finding[] {
  const at = (rule: AuditRuleName, lines: readonly number[] | undefined, message: string) => (lines ?? []).map((line) => finding(rule, path, line, message));
  const sources = (rule: AuditRuleName, found: DockerfileFacts["copy_missing"], what: string) =>
    Object.entries(found ?? {}).flatMap(([context, list]) => list.map(({ line, src }) => finding(rule, path, line, `${src} ${what} ${context === "." ? "the checkout's root" : context}`)));
  return [
    ...[...(facts.parse_errors ?? []), ...(facts.refused ?? [])].map(({ line, error }) => finding("dockerfile-invalid", path, line, error)),
    ...sources("dockerfile-copy-missing", facts.copy_missing, "is not in"),
    ...sources("dockerfile-copy-glob", facts.copy_empty_globs, "matches nothing in"),
    ...at("dockerfile-copy-words", facts.copy_shell_words, "words such as || and 2>/dev/null are taken for sources"),
    ...(facts.copy_escapes ?? []).map(({ line, src }) => finding("dockerfile-copy-escape", path, line, `${src} is taken from the context's root`)),
    ...at("dockerfile-root-command", facts.root_command_as_nonroot, "needs root, but USER above it is another"),
    ...at("dockerfile-user-tools", facts.user_tools_missing, "Alpine has no groupadd, useradd, usermod, groupmod"),
    ...at("dockerfile-package-manager", facts.wrong_package_manager, "the base image's name speaks for another package manager; slim in it counts as Debian"),
    ...(facts.secret_env ?? []).filter(({ kind }) => kind !== "placeholder").map(({ line, name, in: place, kind }) => finding("dockerfile-secret", path, line, `${place} ${name} holds a secret in clear (${kind})`)),
    ...at("dockerfile-pipe-to-shell", facts.pipe_to_shell, "what is downloaded is run unseen"),
    ...(facts.add_url ?? []).map(({ line, src }) => finding("dockerfile-add-url", path, line, src)),
    ...facts.bases.filter(({ pin }) => pin === "none").map(({ image }) => finding("dockerfile-unpinned", path, 0, `${image} is another image every week`)),
    ...(facts.user_nonroot === false ? [finding("dockerfile-root", path, 0, facts.user === null ? "no USER" : `USER ${facts.user}`)] : []),
    ...(facts.healthcheck ? [] : [finding("dockerfile-health", path, 0, "no HEALTHCHECK")]),
    ...at("dockerfile-recommends", facts.apt_without_no_recommends, "installs what is only recommended"),
  ];
}

function ofRequirements(path: string, facts: RequirementsFacts): Finding[] {
  return [
    ...(facts.invalid ?? []).map(({ line, text }) => finding(OTHER_PLACE.test(text) ? "requirements-place" : "requirements-invalid", path, line, text.slice(0, 160))),
    ...(facts.includes ?? []).filter(({ exists }) => !exists).map(({ line, text }) => finding("requirements-include", path, line, `${text}: no such file`)),
    ...(facts.duplicate_entries ?? []).map((name) => finding("requirements-duplicate", path, 0, name)),
  ];
}

/** Lists of a compose file's facts: the rule that each belongs to, and what its items say. */
const COMPOSE_LISTS: Readonly<Record<string, readonly [rule: AuditRuleName, words: string]>> = {
  missing_contexts: ["compose-context", "build context {context} does not exist"],
  missing_dockerfiles: ["compose-dockerfile", "{dockerfile} does not exist in {context}"],
  missing_target: ["compose-target", "{target} is no stage of {dockerfile}"],
  port_conflicts: ["compose-port-conflict", "port {port}/{protocol} is published by {services}"],
  self_conflicts: ["compose-port-conflict", "port {port}/{protocol} is published twice"],
  undefined_volumes: ["compose-undefined", "volume {volume} is not defined"],
  undefined_networks: ["compose-undefined", "network {network} is not defined"],
  undefined_depends: ["compose-undefined", "depends on {on}, which is no service of this file"],
  cycles: ["compose-cycle", "{item}"],
  container_name_conflicts: ["compose-refused", "container name {container_name} is given to {services}"],
  container_name_with_replicas: ["compose-refused", "a container name and more than one replica"],
  limits_twice: ["compose-refused", "two different limits for {field}"],
  duplicate_targets: ["compose-refused", "two mounts at {target}"],
  null_lists: ["compose-refused", "{key} is given but empty"],
  invalid_names: ["compose-refused", "the name has characters that docker compose refuses"],
  invalid_sizes: ["compose-size", "{field}: {value}"],
  secrets_literal: ["compose-secret", "{name} is written in clear"],
  secrets_default: ["compose-secret", "{name} has a default in clear"],
  secrets_url: ["compose-secret", "{name} holds a URL with a password"],
  secrets_build_args: ["compose-secret", "build argument {name} is written in clear"],
  privileged: ["compose-privileged", "privileged"],
  host_network: ["compose-privileged", "network of the host"],
  host_pid: ["compose-privileged", "processes of the host"],
  docker_sock: ["compose-socket", "mounts docker.sock"],
  unpinned_images: ["compose-unpinned", "{image}"],
  no_limits: ["compose-limits", "no memory or no CPU limit"],
  no_healthcheck_at_all: ["compose-health", "no health check, nor in the Dockerfile"],
  missing_binds: ["compose-bind", "{source} does not exist"],
  missing_env_files: ["compose-env-file", "{file} does not exist"],
  fragments: ["compose-fragment", "neither image nor build"],
};

function ofCompose(path: string, facts: ComposeFacts, lines: Readonly<Record<string, number>>): Finding[] {
  if (facts.error) return [finding("compose-invalid", path, facts.error.line, facts.error.problem)];
  if (!facts.is_compose) return [finding("compose-not-compose", path, 0, facts.why_not ?? "no services")];
  const listed = Object.entries(COMPOSE_LISTS).flatMap(([key, [rule, words]]) =>
    ((facts[key] ?? []) as readonly unknown[]).map((item) => {
      const fields = typeof item === "object" && item !== null && !Array.isArray(item) ? (item as Record<string, unknown>) : { item };
      const services = servicesOf(item);
      const text = words.replace(/\{(\w+)\}/g, (_, field: string) => said(fields[field]));
      return finding(rule, path, lines[services[0] ?? ""] ?? 0, services.length === 1 ? `${services[0]}: ${text}` : text);
    }),
  );
  return [...(facts.duplicate_keys ?? []).map(({ path: where, key, lines: twice }) => finding("compose-duplicate-key", path, twice[1] ?? twice[0] ?? 0, `${key} in ${where || "the file"} (lines ${twice.join(", ")})`)), ...listed];
}

function servicesOf(item: unknown): string[] {
  if (typeof item === "string") return [item];
  if (Array.isArray(item)) return item.map(String);
  const { service, services } = item as { service?: string; services?: string[] };
  return service === undefined ? (services ?? []) : [service];
}

function said(value: unknown): string {
  return Array.isArray(value) ? value.join(" and ") : String(value);
}

/** At the first place that names a version. */
function ofConflict({ package: name, files, variants, specs }: Conflict, facts: EstateFacts): Finding {
  const place = facts.conflict_places[name]!.find(({ spec }) => spec !== "")!;
  const some = Object.entries(specs).slice(0, 5).map(([spec, count]) => `${spec} in ${count}`);
  return finding("requirements-conflict", place.file, place.line, `${name}: ${variants} different versions in ${files} files (${some.join(", ")}${variants > some.length ? ", ..." : ""})`);
}
