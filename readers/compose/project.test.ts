/** Projects mean what docker compose says they mean; its answers were recorded by corpus/record.ts. */
import { readFileSync } from "node:fs";
import { join, normalize } from "node:path";
import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { shellWords } from "../../legacy/import/words.ts";
import { isNull, type YamlMap, type YamlNode } from "../yaml/node.ts";
import { CASES, type Case } from "./corpus/cases.ts";
import { FOLDER, type Answer } from "./corpus/record.ts";
import { readEnvironment } from "./env-file.ts";
import { readProject, type Fault, type Project } from "./project.ts";

const ANSWERS = JSON.parse(readFileSync(new URL("corpus/answers.json", import.meta.url), "utf8")) as Answer[];

function project({ files, compose, profiles = [], env = {} }: Pick<Case, "files" | "compose" | "profiles" | "env">) {
  return readProject({
    files: compose.map((f) => join(FOLDER, f)),
    environment: [env],
    profiles,
    read: (file) => {
      const text = files[file.slice(FOLDER.length + 1)];
      if (text === undefined) throw new Error("no such file");
      return text;
    },
  });
}

const plain = (node: YamlNode): unknown => (node.kind === "scalar" ? node.value : node.kind === "list" ? node.items.map(plain) : Object.fromEntries([...node.entries.values()].map((e) => [e.key, plain(e.value)])));
const words = (node: YamlNode) => (isNull(node) ? null : node.kind === "scalar" ? shellWords(node.text) : plain(node));
const each = (node: YamlNode, change: (item: YamlNode) => unknown) => (node.kind === "list" ? node.items.map(change) : plain(node));
const strings = (node: YamlNode) => (node.kind === "map" ? Object.fromEntries([...node.entries.values()].map((e) => [e.key, isNull(e.value) ? null : String(plain(e.value))])) : plain(node));

/** Our canonical form in compose's spelling. */
const SPELLING: Readonly<Record<string, (node: YamlNode, project: Project) => unknown>> = {
  command: words,
  entrypoint: words,
  environment: strings,
  labels: strings,
  expose: (node) => each(node, (item) => String(plain(item))),
  depends_on: (node) => (node.kind === "map" ? Object.fromEntries([...node.entries.values()].map((e) => [e.key, { required: true, ...(plain(e.value) as object) }])) : plain(node)),
  ports: (node) => each(node, (item) => ({ mode: "ingress", protocol: "tcp", ...(plain(item) as object), target: Number((plain(item) as { target: string }).target) })),
  volumes: (node, { folderOf }) =>
    each(node, (item) => {
      const { type, source, target, read_only } = plain(item) as { type: string; source?: string; target: string; read_only?: boolean };
      const path = type === "bind" && source?.startsWith(".") ? normalize(join(folderOf(item.at.file), source)) : source;
      return { type, ...(path === undefined ? {} : { source: path }), target, ...(read_only ? { read_only } : {}) };
    }),
};

/** What compose adds to every service. */
const ADDED = { command: null, entrypoint: null, networks: { default: null } };

function spelled(body: YamlMap, whole: Project): unknown {
  const own = Object.fromEntries([...body.entries.values()].filter((e) => !isNull(e.value) || e.key === "command").map((e) => [e.key, (SPELLING[e.key] ?? plain)(e.value, whole)]).filter(([, v]) => !(Array.isArray(v) && v.length === 0)));
  return { ...ADDED, ...own };
}

/** Options that compose adds to mounts of the short form. */
const MOUNT_OPTIONS = new Set(["bind", "volume"]);
/** As it is in the container: compose doubles dollars when it prints. */
const undoubled = (services: unknown): unknown => JSON.parse(JSON.stringify(services).replaceAll("$$", "$"), (key, value: unknown) => (MOUNT_OPTIONS.has(key) ? undefined : value));

test.each(CASES.map((c, i) => [c.name, c, ANSWERS[i]!] as const))("as compose reads it: %s", (_, one, answer) => {
  const { project: found, faults } = project(one);
  const ours = found && Object.fromEntries([...found.services.values()].map((e) => [e.key, spelled(e.value, found)]));
  expect({ name: one.name, services: ours, refused: faults.length > 0 }).toEqual({ name: answer.name, services: answer.services === undefined ? undefined : undoubled(answer.services), refused: answer.services === undefined });
});

test("env files: in the file's order, a value names what stands above it, else what was given; the rest as Node reads it", () => {
  const text = "TAG=1.25\nIMG=nginx:${TAG}\nA=${Z}\nZ=1\nB=${Z}\nZ=2\nC=${GIVEN}-${Z}\nGIVEN=own\nD='${Z}\nE=no'\nexport F=\"${Z}\n# G=in\" # c\n# H=1\nI = a b # c\r\nJ=it's\nword\nK=\n";
  expect(readEnvironment(`\uFEFF${text}`, (name) => ({ GIVEN: "given", Z: "far" })[name])).toEqual({ TAG: "1.25", IMG: "nginx:1.25", A: "far", B: "1", Z: "2", C: "given-2", GIVEN: "own", D: "${Z}\nE=no", F: "2\n# G=in", I: "a b", J: "it's", K: "" });
});

test("every fault of every file is told at once, with its line", () => {
  const { project: none, faults } = project({
    compose: ["a.yml", "b.yml", "gone.yml"],
    files: { "a.yml": "services:\n  a:\n    image: ${X:?say x}\n    extends: nobody\n    image: y\n  b: 5\n", "b.yml": "services:\n  c: {image: '${', env_file: [no.env]}\n" },
  });
  const line = ({ at, rule, got }: Fault) => `${at.file.slice(FOLDER.length + 1)}:${at.line} ${rule}: ${got}`;
  expect({ none, faults: faults.map(line) }).toEqual({
    none: undefined,
    faults: [
      "a.yml:4 a service \"nobody\" in /project/a.yml: none",
      "a.yml:5 a key once in a mapping: services.a.image in lines 3, 5",
      "a.yml:6 a service as a mapping: b: scalar",
      "b.yml:2 a variable's name after $, or $$ for the sign itself: a stray $",
      "b.yml:2 a file that can be read: /project/no.env: no such file",
      "gone.yml:1 a file that can be read: /project/gone.yml: no such file",
    ],
  });
});

test("whatever the text is, a project or faults, never both and never an error", () => {
  const pieces = fc.array(fc.constantFrom("services:", "\n  a:", "\n    image: x", " {", "}", "[", "]", ":", "\n", "  ", "extends", "include: [f]", "ports", "volumes", "- ", "$", "${A:?", "&x", "*x", "<<: ", "!reset ", "null", "depends_on", "env_file"), { maxLength: 30 });
  fc.assert(fc.property(pieces, pieces, (a, b) => {
    const { project: found, faults } = project({ compose: ["a.yml", "b.yml"], files: { "a.yml": a.join(""), "b.yml": b.join(""), f: b.join("") } });
    return (found === undefined) === (faults.length > 0);
  }), { numRuns: 150 });
});
