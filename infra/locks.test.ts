import { expect, test } from "@jest/globals";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { IMAGES } from "./images.ts";
import { CONSTRAINTS, environments, PYTHON_LOCKS } from "./locks.ts";

const ROOT = join(import.meta.dirname, "..");
const read = (path: string) => readFileSync(join(ROOT, path), "utf8");
const pinsOf = (text: string) => new Map([...text.matchAll(/^([a-z0-9-]+)==([^\s\\]+)/gm)].map(([, name, version]) => [name!, version!]));
const dockerfiles = IMAGES.filter((i) => i.kind !== "distribution").map((i) => ({ name: i.name, text: read(`${i.context}/Dockerfile`).replace(/\\\n/g, " ") }));

test("every lock under images/ is in the table, and every row's files are there", () => {
  const files = readdirSync(join(ROOT, "images"), { recursive: true, encoding: "utf8" }).filter((f) => f.endsWith(".lock")).map((f) => `images/${f}`);
  expect(files.sort()).toEqual(PYTHON_LOCKS.map((l) => l.lock).sort());
  for (const { requirements } of PYTHON_LOCKS) expect(read(requirements)).not.toBe("");
});

test("every locked package has a hash", () => {
  for (const { lock } of PYTHON_LOCKS) {
    const bare = [...read(lock).matchAll(/^(\S+==\S+)(?=\s)(?! \\\n {4}--hash=sha256:[0-9a-f]{64})/gm)].map((m) => m[1]);
    expect({ lock, bare }).toEqual({ lock, bare: [] });
  }
});

test("the shared locks hold the constraints' versions and no others", () => {
  const constraints = pinsOf(read(CONSTRAINTS));
  for (const { lock } of PYTHON_LOCKS.filter((l) => l.shared)) {
    const other = [...pinsOf(read(lock))].filter(([name, version]) => constraints.get(name) !== version);
    expect({ lock, other }).toEqual({ lock, other: [] });
  }
});

test("what is left out is in no lock", () => {
  for (const { lock, without = [] } of PYTHON_LOCKS) expect({ lock, held: without.filter((name) => pinsOf(read(lock)).has(name)) }).toEqual({ lock, held: [] });
});

/** Images that install by another's lock: Go's own compiler, and notebooks on Debian's PyTorch, which are pinned without hashes. */
const WITHOUT_HASHES = ["consul", "ollama", "cadvisor", "loki"].map((name) => `lab-${name}`).concat(["notebook", "notebook-tensorflow", "notebook-jax"]);

test("an image installs Python packages only by hash and npm's only by npm ci", () => {
  const loose = dockerfiles.filter(({ text }) => [...text.matchAll(/(?:pip|npm) (?:--\S+ )*(?:install|ci)\b[^&|;]*/g)].some(([command]) => !/--require-hashes/.test(command) && !/^npm ci/.test(command)));
  expect(loose.map((d) => d.name).sort()).toEqual([...WITHOUT_HASHES].sort());
});

test("requirements that must agree: the shared ones together, each other environment alone", () => {
  const rows = [
    { lock: "a.lock", requirements: "a.txt", shared: true },
    { lock: "b.lock", requirements: "b.txt", shared: true },
    { lock: "c.lock", requirements: "c.in", shared: false, builds: true },
    { lock: "d.lock", requirements: "d.in", shared: false, noDeps: true },
  ] as const;
  expect(environments(rows)).toEqual([{ name: "shared", requirements: ["a.txt", "b.txt"], builds: false }, { name: "c.in", requirements: ["c.in"], builds: true }]);
});
