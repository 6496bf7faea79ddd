/** What one key of a compose service becomes. */
import type { ServiceInput } from "../../infra/service.ts";
import type { Position, YamlMap, YamlNode } from "../../readers/yaml/node.ts";
import { textOf } from "../../readers/yaml/node.ts";
import type { ImportProblem, Loss } from "./loss.ts";

export type Entry = { -readonly [K in keyof ServiceInput]: ServiceInput[K] };

/** What a service's keys are read with. */
export interface Surroundings {
  /** Folder that relative paths of a file are relative to. */
  readonly folderOf: (file: string) => string;
  /** Whether the project has a service of that name, in a chosen profile. */
  readonly has: (service: string) => boolean;
  readonly unpinned: Unpinned;
}

/** What becomes of an image without a version: refused, or kept as something that is still to be decided. */
export const UNPINNED = ["refuse", "keep"] as const;
export type Unpinned = (typeof UNPINNED)[number];

/** A service on its way into the catalogue; the parts write into it. */
export interface Draft {
  /** Its name in the files. */
  readonly written: string;
  readonly body: YamlMap;
  readonly entry: Entry;
  /** The entry before a key was read. */
  readonly initial: ServiceInput;
  /** For the stack's settings: exact sizes, where a class is near but not equal. */
  readonly sizes: { cpus?: number; memory?: string };
  readonly losses: Loss[];
  readonly problems: ImportProblem[];
  readonly surroundings: Surroundings;
  lose(kind: Loss["kind"], key: string, node: YamlNode | Position, why: string, what: string, value?: string): void;
  refuse(node: YamlNode, rule: string, got: string, fix: string): void;
}

/** Reads one key of a service. */
export type Part = (draft: Draft, node: YamlNode, key: string) => void;

export function draftOf(written: string, body: YamlMap, entry: Entry, surroundings: Surroundings): Draft {
  const losses: Loss[] = [];
  const problems: ImportProblem[] = [];
  return {
    written, body, entry, initial: { ...entry }, sizes: {}, losses, problems, surroundings,
    lose: (kind, key, node, why, what, value) => void losses.push({ at: "kind" in node ? node.at : node, service: written, key, value: value ?? ("kind" in node ? shown(node) : ""), kind, why, what }),
    refuse: (node, rule, got, fix) => void problems.push({ at: node.at, rule: `service ${written}: ${rule}`, got, fix }),
  };
}

/** A value as JSON, at most 60 characters. */
export function shown(node: YamlNode): string {
  const text = JSON.stringify(plain(node)) ?? "";
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

export function plain(node: YamlNode): unknown {
  if (node.kind === "scalar") return node.value;
  return node.kind === "list" ? node.items.map(plain) : Object.fromEntries([...node.entries.values()].map(({ key, value }) => [key, plain(value)]));
}

/** Texts of a list, or of one scalar; undefined when something else is in it. */
export function texts(node: YamlNode | undefined): string[] | undefined {
  const items = node?.kind === "list" ? node.items : node === undefined ? [] : [node];
  const all = items.map((item) => textOf(item));
  return all.every((text) => text !== undefined) ? all : undefined;
}

export const isTrue = (node: YamlNode | undefined): boolean => textOf(node) === "true";
