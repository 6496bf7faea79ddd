/** A service that a fault does not touch is what it is, whatever the correction of the fault turns out to be. */
import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { plainText } from "../../legacy/plan/compose.ts";
import { readProject } from "./project.ts";

type Files = Readonly<Record<string, string>>;

function read(files: Files, compose: readonly string[] = ["a.yml", "b.yml"]) {
  const { readable, faults } = readProject({ files: compose, environment: [{}], profiles: ["*"], read: (path) => files[path] ?? missing() });
  const touched = readable.touched();
  return { bodies: Object.fromEntries([...readable.services].map(([name, { value }]) => [name, plainText(value)])), faults, touched, held: new Set([...touched.values()].flat()) };
}

function missing(): never {
  throw new Error("no such file");
}

/** Each fault as `FILE:LINE: the services that it touches`. */
const told = (files: Files, compose?: readonly string[]) => [...read(files, compose).touched].map(([{ at }, names]) => `${at.file}:${at.line}: ${names.join(" ")}`);

/** A place of the project below: what is wrong there, and what may be meant. */
interface Slot {
  readonly wrong: string | undefined;
  readonly meant: readonly (string | undefined)[];
}
const SLOTS = {
  own: { wrong: "image: x:1, image: y:1", meant: ["image: x:1", "image: y:1"] },
  anchor: { wrong: "A: 1, A: 2", meant: ["A: 1", "A: 2", "B: 5"] },
  merge: { wrong: "<<: *one, <<: *two", meant: ["<<: [*one, *two]", "<<: [*two, *one]"] },
  volume: { wrong: "driver: x, driver: y", meant: ["driver: x"] },
  variable: { wrong: "${NAME:?say it}", meant: ["w", "v"] },
  env: { wrong: undefined, meant: ["A=1\n", "Z=3\n"] },
  base: { wrong: undefined, meant: ["services: {base: {image: b:1, user: u}}\n", "services: {base: {image: b:2}}\n"] },
  included: { wrong: undefined, meant: ["services: {inc: {image: i:1}}\n", "services: {inc: {image: i:2}, other: {image: o:1}}\nvolumes: {data2: {}}\n"] },
  second: { wrong: undefined, meant: ["services: {more: {image: m:1, depends_on: [plain]}}\n"] },
  over: { wrong: "services: [", meant: ["services: {plain: {user: '5'}}\n", "services: {own: {environment: {Q: 1}}, inc: {user: '7'}}\n", "services: {fresh: {image: f:1}}\n"] },
} as const satisfies Record<string, Slot>;
type Name = keyof typeof SLOTS;

function project(say: (name: Name) => string | undefined): Files {
  const a = `include: [inc.yml, second.yml]
x-one: &one {A: 1, B: 1}
x-two: &two {A: 2, C: 2}
x-env: &env {${say("anchor")}}
x-mixed: &mixed
  {${say("merge")}}
services:
  own: {${say("own")}}
  alias: {image: x:1, environment: *env}
  merged: {image: x:1, environment: {<<: *env, K: 1}}
  first: {image: x:1, environment: {<<: *one}}
  mixed: {image: x:1, environment: *mixed}
  mounts: {image: x:1, volumes: ['data:/d']}
  named: {image: x:1, command: '${say("variable")}'}
  reads: {image: x:1, env_file: [the.env]}
  heir: {extends: {file: base.yml, service: base}}
  grandchild: {extends: {service: heir}, user: g}
  plain: {image: x:1}
  needs: {image: x:1, depends_on: [inc]}
  far: {image: x:1, volumes: ['data2:/d']}
volumes: {data: {${say("volume")}}}
`;
  const files = { "a.yml": a, "the.env": say("env"), "base.yml": say("base"), "inc.yml": say("included"), "second.yml": say("second"), "b.yml": say("over") };
  return Object.fromEntries(Object.entries(files).flatMap(([path, text]) => (text === undefined ? [] : [[path, text]])));
}

const wrongAt = (...names: Name[]) => project((name) => (names.includes(name) ? SLOTS[name].wrong : SLOTS[name].meant[0]));

test.each<[Name, string[]]>([
  ["own", ["a.yml:8: own"]],
  ["anchor", ["a.yml:4: alias merged"]],
  ["merge", ["a.yml:6: mixed"]],
  ["volume", ["a.yml:21: mounts"]],
  ["variable", ["a.yml:14: named"]],
  ["env", ["a.yml:15: reads"]],
  ["base", ["a.yml:16: grandchild heir"]],
  ["included", ["a.yml:1: far needs"]],
  ["second", ["a.yml:1: far"]],
  ["over", ["b.yml:1: alias far first grandchild heir inc merged mixed more mounts named needs own plain reads"]],
])("a fault of %s touches what may be another service without it", (name, expected) => {
  expect(told(wrongAt(name)).slice(0, 1)).toEqual(expected);
});

test("a later file may change what an earlier one includes, but not what it defines", () => {
  const files = { "a.yml": "include: [gone.yml]\nservices: {x: {image: x:1}}\n", "b.yml": "services: {x: {user: '1'}, y: {image: y:1}}\n" };
  expect(told(files)).toEqual(["a.yml:1: y"]);
});

test("a key of a section twice touches all of it, a section of its own nobody; a service that is none is named", () => {
  expect(told({ "a.yml": "x-a: 1\nx-a: 2\nservices: {a: {image: x}}\nservices:\n  b: {image: y}\n  c: 5\n" }, ["a.yml"])).toEqual(["a.yml:2: ", "a.yml:4: b c", "a.yml:6: c"]);
});

test("whatever is wrong, and whatever is meant: what no fault touches is the same service", () => {
  const names = Object.keys(SLOTS) as Name[];
  const wrong = fc.subarray(names, { minLength: 1 });
  const meant = fc.record(Object.fromEntries(names.map((name) => [name, fc.constantFrom(...(SLOTS[name].meant as readonly string[]))])) as Record<Name, fc.Arbitrary<string>>);
  fc.assert(fc.property(wrong, meant, meant, (at, now, then) => {
    const faulty = read(project((name) => (at.includes(name) ? SLOTS[name].wrong : now[name])));
    const right = read(project((name) => (at.includes(name) ? then[name] : now[name])));
    const free = (bodies: Record<string, string>) => Object.entries(bodies).filter(([name]) => !faulty.held.has(name));
    expect(faulty.faults.length).toBeGreaterThan(0);
    expect(free(faulty.bodies)).toEqual(free(faulty.bodies).map(([name]) => [name, right.bodies[name]]));
  }), { numRuns: 200 });
});
