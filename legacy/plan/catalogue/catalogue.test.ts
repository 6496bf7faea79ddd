/** Compose files merged into one catalogue: what is read together, what is taken, what differs, what stays and what may go. */
import { expect, test } from "@jest/globals";
import { CRITICAL } from "../../critical.ts";
import { foldersOf } from "../../path-text.ts";
import { changed, type Estate } from "../estate.ts";
import { brokenReferences } from "../gate.ts";
import { planOf } from "../plan.ts";
import { CATALOGUE, catalogueFiles } from "./document.ts";
import { mergeCompose } from "./merge.ts";
import { composeSets } from "./sets.ts";
import { mergedLines } from "./text.ts";

function estate(files: Readonly<Record<string, string>>): Estate {
  const paths = Object.keys(files);
  return { name: "shop", files: new Map(paths.map((path) => [path, { mode: 0o644, bytes: Buffer.from(files[path]!) }])), links: new Map(), folders: new Set(paths.flatMap(foldersOf)) };
}

const OPTIONS = { critical: CRITICAL, allow: [] as string[] };
const file = (...services: string[]) => `services:\n${services.map((one) => `  ${one}\n`).join("")}`;
const names = (one: Estate) => mergeCompose(one).rows.map(({ service }) => service.name);
const removed = (one: Estate, options: Partial<typeof OPTIONS> = {}) => planOf(one, { ...OPTIONS, ...options }).plan.steps.flatMap((step) => step.changes).flatMap((c) => (c.kind === "remove" ? [c.path] : []));

test("what is read together: a base with its own override, what lacks an image over the file that has it, everything else alone", () => {
  const one = estate({
    "docker-compose.yml": file("a: {image: x:1}"),
    "docker-compose.override.yml": file("a: {command: x}"),
    "docker-compose.mcp.yml": file("m: {image: x:1}"),
    "docker-compose.mcp.override.yml": file("m: {command: x}", "n: {image: y:1}"),
    "docker-compose.gpu.yml": file("a: {command: y}"),
    "docker-compose.alone.yml": file("a: {image: x:2}"),
    "archive/docker-compose.yml": file("old: {image: x:1}"),
    "deep/docker-compose.lost.yml": file("gone: {command: x}"),
  });
  expect(composeSets(one)).toEqual([
    ["docker-compose.yml", "docker-compose.override.yml"],
    ["docker-compose.alone.yml"],
    ["docker-compose.mcp.yml"],
    ["docker-compose.mcp.yml", "docker-compose.mcp.override.yml"],
    ["docker-compose.yml", "docker-compose.gpu.yml"],
    ["deep/docker-compose.lost.yml"],
  ]);
});

const SHOP = {
  "docker-compose.yml": file("db: {image: x:1, environment: {A: '1', DB_PASSWORD: hunter2}}", "web: {image: y:1, depends_on: [db]}"),
  "docker-compose.same.yml": file("web: {image: y:1, depends_on: [db]}", "db: {image: x:1, environment: {A: '1', DB_PASSWORD: hunter2}}"),
  "docker-compose.other.yml": file("db: {image: x:1, environment: {A: '2', DB_PASSWORD: hunter3}}", "more: {image: z:1}"),
  "docker-compose.more.yml": file("more: {image: z:1}"),
};

test("one definition of each service, chosen by the stated rule; every key that differs has each file's line and value, and no secret", () => {
  const merged = mergeCompose(estate(SHOP));
  expect(merged.rows.map(({ service, from }) => [service.name, "upstream" in service.image ? service.image.upstream : "", from])).toEqual([["db", "x:1", ["docker-compose.yml"]], ["more", "z:1", ["docker-compose.more.yml"]], ["web", "y:1", ["docker-compose.yml"]]]);
  const at = (path: string, line: number, value: string, chosen = false) => ({ file: path, line, value, chosen });
  expect(merged.conflicts).toEqual([
    { service: "db", key: "environment.A", values: [at("docker-compose.yml", 2, '"1"', true), at("docker-compose.other.yml", 2, '"2"'), at("docker-compose.same.yml", 3, '"1"')] },
    { service: "db", key: "environment.DB_PASSWORD", values: [at("docker-compose.yml", 2, "(a secret)", true), at("docker-compose.other.yml", 2, "(a secret)"), at("docker-compose.same.yml", 3, "(a secret)")] },
  ]);
  expect(merged.stays).toEqual([{ files: ["docker-compose.other.yml"], service: "db", why: ["the catalogue has it as another file defines it"] }]);
  expect(JSON.stringify([merged, catalogueFiles(merged), mergedLines(merged)])).not.toMatch(/hunter/);
  expect(mergedLines(merged)[1]).toBe('conflict: db environment.A: docker-compose.yml:2 "1" (in the catalogue); docker-compose.other.yml:2 "2"; docker-compose.same.yml:3 "1"');
});

test("a file goes when the catalogue has all of it and nothing refers to it; the base, and what differs, stays", () => {
  expect(removed(estate(SHOP))).toEqual(["docker-compose.more.yml", "docker-compose.same.yml"]);
  const { held } = planOf(estate({ ...SHOP, "run.sh": "docker compose -f docker-compose.more.yml up" }), OPTIONS);
  expect(held).toEqual([
    { path: "docker-compose.more.yml", why: "the catalogue has all of it, but run.sh refers to it" },
    { path: "docker-compose.yml", why: "the catalogue has all of it, but compose reads it by itself" },
  ]);
  expect(removed(estate({ ...SHOP, "run.sh": "docker compose -f docker-compose.more.yml up" }))).toEqual(["docker-compose.same.yml"]);
});

test("a file with a critical service is held until that is allowed", () => {
  const one = estate({ "docker-compose.a.yml": file("redis: {image: x:1}", "web: {image: y:1}") });
  const { plan, held } = planOf(one, OPTIONS);
  expect([removed(one), held, plan.steps.map((s) => s.id)]).toEqual([[], [{ path: "docker-compose.a.yml", why: "belongs to the critical redis: --allow redis includes it" }], ["catalogue"]]);
  const allowed = planOf(one, { ...OPTIONS, allow: ["redis"] });
  expect(allowed.plan.steps.at(-1)).toMatchObject({ phase: "final", services: ["redis", "web"], critical: ["redis"] });
  expect(removed(one, { allow: ["redis"] })).toEqual(["docker-compose.a.yml"]);
});

test.each<[string, Record<string, string>, string[], string]>([
  ["an image without a version, and what depends on it", { "docker-compose.a.yml": file("a: {image: x}", "b: {image: y:1, depends_on: [a]}", "c: {image: z:1}") }, ["c"], "docker-compose.a.yml:2 services.a.image.upstream"],
  ["a build without its context", { "docker-compose.a.yml": file("a: {build: ./gone}", "c: {image: z:1}") }, ["c"], "its build context gone is missing"],
  ["one volume name in two projects", { "one/docker-compose.a.yml": file("a: {image: x:1, volumes: ['data:/d']}"), "two/docker-compose.b.yml": file("b: {image: y:1, volumes: ['data:/d']}") }, ["a"], "its volume data would be that of a in one/docker-compose.a.yml"],
  ["one port twice", { "docker-compose.a.yml": file("a: {image: x:1, ports: ['80:80']}"), "docker-compose.b.yml": file("b: {image: y:1, ports: ['80:80']}") }, ["a"], "a host port that no other service has"],
  ["a key twice", { "docker-compose.a.yml": file("a: {image: x:1, image: x:2}"), "docker-compose.b.yml": file("b: {image: y:1}") }, ["b"], "docker-compose.a.yml:2 a key once in a mapping"],
])("stays, with its reason: %s", (_, files, taken, reason) => {
  const merged = mergeCompose(estate(files));
  expect(merged.rows.map(({ service }) => service.name)).toEqual(taken);
  expect(merged.stays.flatMap(({ why }) => why).join("\n")).toContain(reason);
  expect(removed(estate(files)).filter((path) => merged.stays.some((s) => s.files.includes(path)))).toEqual([]);
});

const FAULTY = {
  "docker-compose.a.yml": "x-env: &env {A: 1, A: 2}\nservices:\n  twice: {image: x:1, image: x:2}\n  env: {image: y:1, environment: *env}\n  reads: {image: z:1, env_file: gone.env}\n  free: {image: f:1}\n  waits: {image: w:1, depends_on: [reads]}\n  none: 5\n",
};

test("a fault of a file holds the services that it touches, with its line and a way out; the others are taken over, the file stays", () => {
  const merged = mergeCompose(estate(FAULTY));
  expect(merged.rows.map(({ service }) => service.name)).toEqual(["free"]);
  const at = (line: number, rest: string) => `docker-compose.a.yml:${line} ${rest}`;
  const [twice, env, reads, none] = [at(3, "a key once in a mapping, not services.twice.image in lines 3, 3; keep one of them"), at(1, "a key once in a mapping, not x-env.A in lines 1, 1; keep one of them"), at(5, "a file that can be read, not gone.env: no such file; create it, or correct the path"), at(8, "a service as a mapping, not none: scalar; give it an image or a build")];
  expect(merged.faults.map(({ file: path, line, text, holds }) => [path, line, text, holds])).toEqual([["docker-compose.a.yml", 1, env, ["env"]], ["docker-compose.a.yml", 3, twice, ["twice"]], ["docker-compose.a.yml", 5, reads, ["reads"]], ["docker-compose.a.yml", 8, none, ["none"]]]);
  expect(merged.stays.map(({ service, why }) => [service, why])).toEqual([["none", [none]], ["twice", [twice]], ["env", [env]], ["reads", [reads]], ["waits", ["depends on reads, which is not in the catalogue"]]]);
  expect(mergedLines(merged)[1]).toBe(`fault: ${env}: holds env`);
  expect(removed(estate(FAULTY))).toEqual([]);
});

test("a file that cannot be read holds what it may change: of an override all of its base, of any other file nothing but its base's place", () => {
  const bad = "services: [";
  const problem = (path: string) => expect.stringMatching(new RegExp(`^${path}:1 YAML that can be read, not `));
  const over = mergeCompose(estate({ "docker-compose.yml": file("a: {image: x:1}", "b: {image: y:1}"), "docker-compose.override.yml": bad }));
  expect([over.rows, over.stays]).toEqual([[], [{ files: ["docker-compose.yml", "docker-compose.override.yml"], why: [problem("docker-compose.override.yml")] }]]);
  const beside = { "docker-compose.m.yml": file("a: {image: x:1}", "b: {image: y:1}"), "docker-compose.m.gpu.yml": bad, "docker-compose.z.yml": file("z: {image: z:1}") };
  const merged = mergeCompose(estate(beside));
  expect([merged.rows.map(({ service }) => service.name), merged.stays, removed(estate(beside))]).toEqual([["a", "b", "z"], [{ files: ["docker-compose.m.yml", "docker-compose.m.gpu.yml"], why: [problem("docker-compose.m.gpu.yml")] }], ["docker-compose.z.yml"]]);
  const alone = mergeCompose(estate({ "docker-compose.yml": bad, "docker-compose.gpu.yml": file("a: {command: x}", "b: {command: y}") }));
  expect([alone.rows, alone.stays.map(({ files, service }) => [files, service])]).toEqual([[], [[["docker-compose.yml"], undefined], [["docker-compose.yml", "docker-compose.gpu.yml"], undefined]]]);
  expect(mergedLines(alone)[1]).toMatch(/^fault: docker-compose\.yml:1 YAML .*: holds a, b$/);
});

test("an include that is missing holds what may come from it; what the file itself says is taken over", () => {
  const merged = mergeCompose(estate({ "docker-compose.yml": `include: [gone.yml, ok.yml]\n${file("a: {image: x:1}", "b: {image: y:1, depends_on: [somebody]}")}`, "ok.yml": file("c: {image: z:1}") }));
  const fault = "docker-compose.yml:1 a file that can be read, not gone.yml: no such file; create it, or correct the path";
  expect([merged.rows.map(({ service }) => service.name), merged.stays]).toEqual([["a", "c"], [{ files: ["docker-compose.yml"], service: "b", why: [fault, expect.stringContaining("services.b.dependsOn")] }]]);
});

test("a base that is allowed no leave keeps what is read over it; files that are read together go together", () => {
  const pair = { "docker-compose.m.yml": file("m: {image: x:1}"), "docker-compose.m.gpu.yml": file("m: {init: false}") };
  expect(removed(estate(pair))).toEqual(["docker-compose.m.gpu.yml", "docker-compose.m.yml"]);
  expect(removed(estate({ ...pair, "run.sh": "docker-compose.m.gpu.yml" }))).toEqual([]);
});

test("after the plan: the catalogue keeps what the files that went had, its Dockerfiles are in use, and a second plan finds nothing more", () => {
  const one = estate({ "docker-compose.a.yml": file("a: {build: {context: app, dockerfile: Dockerfile.a}, volumes: ['./conf:/c:ro']}"), "app/Dockerfile.a": "FROM x:1\nCOPY main.py .\n", "app/main.py": "", "conf/a.conf": "" });
  const { plan } = planOf(one, OPTIONS);
  const after = changed(one, plan.steps.flatMap((s) => s.changes));
  expect(removed(one)).toEqual(["docker-compose.a.yml"]);
  expect(names(after)).toEqual(["a"]);
  expect(removed(after)).toEqual([]);
  expect(brokenReferences(after, ["docker-compose.a.yml"])).toEqual([]);
  const without = (path: string) => ({ ...after, files: new Map([...after.files].filter(([other]) => other !== path)) });
  expect(brokenReferences(without("app/Dockerfile.a"), ["app/Dockerfile.a"]).map(({ from, kind }) => `${from} ${kind}`)).toEqual([`${CATALOGUE.data} dockerfile`]);
  expect(catalogueFiles(mergeCompose(after))[CATALOGUE.data]).toBe(after.files.get(CATALOGUE.data)!.bytes!.toString());
});

const steps = (one: Estate, retire: string[], allow: string[] = []) => {
  const { plan, held } = planOf(one, { ...OPTIONS, allow, retire });
  return { gone: plan.steps.filter((step) => step.changes.some((c) => c.kind === "remove")).map(({ title, cause, risk, changes }) => ({ title, cause, risk, paths: changes.map(({ path }) => path) })), held: held.map(({ path, why }) => `${path}: ${why}`) };
};

test("a file that is given up goes, and what goes with it is said service by service", () => {
  const one = estate({ ...SHOP, "docker-compose.last.yml": file("web: {image: y:1, depends_on: [db]}", "db: {image: x:1}", "odd: {image: nowhere}") });
  expect(removed(one)).not.toContain("docker-compose.last.yml");
  const { gone, held } = steps(one, ["docker-compose.last.yml"]);
  expect(held).toEqual(["docker-compose.yml: the catalogue has all of it, but compose reads it by itself"]);
  expect(gone.flatMap(({ paths }) => paths)).toContain("docker-compose.last.yml");
  expect(gone[0]!.cause).toContain("docker-compose.last.yml: given up by its owner; the catalogue has as it has them: web; the catalogue has otherwise (consolidated/catalogue.md says how): db; end with it, for the catalogue has them not (the archive keeps them): odd");
  expect(gone[0]).toMatchObject({ risk: "high", title: expect.stringContaining("1 compose file that is given up") });
});

test("what something refers to, what another file is read over, and a critical service's stay although they are given up; together they go", () => {
  const one = estate({ "docker-compose.yml": file("web: {image: y:1}"), "docker-compose.override.yml": file("web: {command: x}"), "docker-compose.db.yml": file("postgres: {image: x:1}", "b: {image: b:1}"), "run.sh": "a\ndocker compose -f docker-compose.named.yml up\n", "docker-compose.named.yml": file("n: {image: n:1}") });
  expect(steps(one, ["docker-compose.yml", "docker-compose.named.yml", "docker-compose.db.yml"])).toEqual({ gone: [], held: [
    "docker-compose.db.yml: belongs to the critical postgres: --allow postgres includes it",
    "docker-compose.named.yml: given up, but referred to by run.sh:2: change that first",
    "docker-compose.override.yml: the catalogue has all of it, but compose reads it by itself",
    "docker-compose.yml: given up, but docker-compose.override.yml is read over it and stays: give that up, too",
  ] });
  expect(steps(one, ["docker-compose.yml", "docker-compose.override.yml", "docker-compose.db.yml"], ["postgres"]).gone.flatMap(({ paths }) => paths)).toEqual(["docker-compose.db.yml", "docker-compose.override.yml", "docker-compose.yml"]);
});

test("a Dockerfile that only a given-up file built stays, and is not asked for files of a context that it had from there", () => {
  const one = estate({ "docker-compose.odd.yml": file("web: {build: {context: ., dockerfile: docker/Dockerfile}, depends_on: [nowhere]}"), "docker/Dockerfile": "FROM x:1\nCOPY app.py /\n", "app.py": "1\n" });
  expect(steps(one, ["docker-compose.odd.yml"])).toMatchObject({ gone: [{ paths: ["docker-compose.odd.yml"] }], held: [] });
});

test("only compose files can be given up", () => {
  const one = estate({ "docker-compose.yml": file("web: {image: y:1}"), "run.sh": "true\n" });
  expect(() => steps(one, ["run.sh", "no.yml"])).toThrow(/the plan: 2 problems\n.*--retire no\.yml\n.*\n.*no such file\n.*\n.*--retire run\.sh\n.*\n.*a file of another kind/);
});
