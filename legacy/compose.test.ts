import { expect, test } from "@jest/globals";
import { readCompose } from "../readers/compose/read.ts";
import { buildPairs, composeFacts, composeSummary, type Surroundings } from "./compose.ts";
import { stronglyConnected } from "./compose/cycles.ts";

/** A checkout: files as they are named, folders that hold them, and what two Dockerfiles say. */
const FILES = ["app/Dockerfile", "app/Other.Dockerfile", "ops/conf/app.conf", "Dockerfile"];
const around: Surroundings = {
  kind: (path) => (FILES.includes(path) ? "file" : path === "." || FILES.some((file) => file.startsWith(`${path}/`)) ? "directory" : undefined),
  dockerfile: (path) => ({ healthcheck: path === "app/Dockerfile", stages: ["builder", ""] }),
};
const facts = (services: string, rest = ""): Record<string, unknown> => {
  const { yaml_valid, is_compose, names, services: count, ...found } = composeFacts("ops/compose.yml", readCompose(`services:\n${services}\n${rest}`, "ops/compose.yml"), around);
  expect([yaml_valid, is_compose]).toEqual([true, true]);
  return { count, names, ...found };
};
/** A service without a single finding. */
const GOOD = "image: a:1, mem_limit: 1g, cpus: 1, healthcheck: {test: [CMD, x]}";

test("a service that lacks nothing has no finding", () => {
  expect(facts(`  a: {${GOOD}, depends_on: [b]}\n  b: {${GOOD}, networks: [default, n], volumes: ["vol:/v", "./conf:/c"]}`, "volumes: {vol: }\nnetworks: {n: }")).toEqual({ count: 2, names: ["a", "b"] });
});

test("nothing at all: a fragment without limits and health check", () => {
  expect(facts("  a b:\n")).toEqual({
    count: 1,
    names: ["a b"],
    ...Object.fromEntries(["fragments", "invalid_names", "no_mem_limit", "no_cpu_limit", "no_limits", "no_any_limit", "no_healthcheck", "no_healthcheck_at_all"].map((key) => [key, ["a b"]])),
  });
});

test.each([
  ["deploy: {resources: {limits: {memory: 4Gi}}}, cpus: 1", { invalid_sizes: [{ service: "a", field: "deploy.resources.limits.memory", value: "4Gi" }] }],
  ["mem_limit: 1g, cpuset: 0-1, privileged: '${P:-true}'", { privileged: ["a"] }],
  ["mem_limit: '${M}', cpu_quota: 5", {}],
  ["mem_limit: 1g", { no_cpu_limit: ["a"], no_limits: ["a"] }],
  ["mem_limit: 1g, cpus: 1, healthcheck: {disable: true}", { no_healthcheck: ["a"], no_healthcheck_at_all: ["a"] }],
  ["mem_limit: 1g, cpus: 1, healthcheck: {test: [NONE]}", { no_healthcheck: ["a"], no_healthcheck_at_all: ["a"] }],
  ["mem_limit: 1g, cpus: 1, network_mode: host, pid: host, ports: ['80:80', '80:80']", { host_network: ["a"], host_pid: ["a"] }],
  ["mem_limit: 1g, cpus: 1, ports: ['80:80', '80:81']", { self_conflicts: [{ service: "a", port: 80, protocol: "tcp" }] }],
  ["mem_limit: 1g, cpus: 1, cap_add: [SYS_ADMIN]", { cap_add: [{ service: "a", caps: ["SYS_ADMIN"] }] }],
  ["mem_limit: 1g, cpus: 1, volumes: ['/var/run/docker.sock:/s', './gone/x.conf:/x', './conf:/c']", { docker_sock: ["a"], missing_binds: [{ service: "a", source: "./gone/x.conf", file_like: true }] }],
  ["mem_limit: 1g, cpus: 1, volumes: ['./conf:/x', './gone:/x/']", { missing_binds: [{ service: "a", source: "./gone", file_like: false }], duplicate_targets: [{ service: "a", target: "/x" }] }],
  ["mem_limit: 1g, cpus: 1, volumes: ['./conf:/x'], tmpfs: /x", { duplicate_targets: [{ service: "a", target: "/x" }] }],
  ["mem_limit: 1g, cpus: 1, volumes: [{KEY: a}, {KEY: b}]", {}],
  ["mem_limit: 1g, cpus: 1, env_file: [gone.env, {path: no.env, required: false}, conf/app.conf, '${X}.env']", { missing_env_files: [{ service: "a", file: "gone.env" }] }],
  ["mem_limit: 1g, cpus: 1, environment: {A_KEY: x, B_KEY: '${B:-y}', URL: 'a://b:c@d', OTHER_KEY: none, N: 1}", {
    secrets_literal: [{ service: "a", name: "A_KEY" }], secrets_default: [{ service: "a", name: "B_KEY" }], secrets_url: [{ service: "a", name: "URL" }], secrets_placeholder: [{ service: "a", name: "OTHER_KEY" }],
  }],
  ["mem_limit: 1g, cpus: 1, environment: {A: [x]}", { odd_environment: ["a"] }],
  ["mem_limit: 1g, cpus: 1, networks: ['${N:-n}', '${M}', '${D:-default}'], depends_on: ['${B:-b}', '${C}']", { undefined_networks: [{ service: "a", network: "n" }], undefined_depends: [{ service: "a", on: "b" }] }],
  ["mem_limit: 1g, cpus: 1, volumes: [{type: volume, source: ./conf, target: /a}, {type: volume, source: vol, target: /b}]", { undefined_volumes: [{ service: "a", volume: "vol" }] }],
  ["mem_limit: 1g, cpus: 1, build: {context: nowhere, dockerfile: '${D}'}", { missing_contexts: [{ service: "a", context: "nowhere", dockerfile: "${D}", resolved: "ops/nowhere", exists_from_root: false }] }],
  ["mem_limit: 1g, cpus: 1, build: {context: ../app, dockerfile: '${D}'}", {}],
  ["mem_limit: 1g, cpus: 1, build: {context: .., dockerfile: /app/Dockerfile}", {}],
  ["mem_limit: 1g, cpus: 1, container_name: x, deploy: {replicas: 2}", { container_name_with_replicas: ["a"] }],
  ["mem_limit: 2Gi, cpus: 500m, deploy: {resources: {limits: {memory: 4Gi, cpus: 500m}}}", { invalid_sizes: [{ service: "a", field: "mem_limit", value: "2Gi" }, { service: "a", field: "deploy.resources.limits.memory", value: "4Gi" }], limits_twice: [{ service: "a", field: "mem_limit", values: ["2Gi", "4Gi"] }] }],
  ["mem_limit: 1g, cpus: 1, healthcheck: {test: ['${T:-NONE}']}", { no_healthcheck: ["a"], no_healthcheck_at_all: ["a"] }],
  ["mem_limit: 512 MB, cpus: 1", { invalid_sizes: [{ service: "a", field: "mem_limit", value: "512 MB" }] }],
  ["mem_limit: 1g, cpus: 1, volumes: ['./conf:${D}/x', './conf:${D}/x']", {}],
  ["mem_limit: 1024m, cpus: 1, deploy: {resources: {limits: {memory: 1g, cpus: '2.0'}}}", { limits_twice: [{ service: "a", field: "cpus", values: ["1", "2.0"] }] }],
  ["mem_limit: 1g, cpus: 1, ports: null, volumes: ", { null_lists: [{ service: "a", key: "ports" }, { service: "a", key: "volumes" }] }],
  ["mem_limit: 1g, cpus: 1, depends_on: {b: {condition: x}}, networks: {n: }, volumes: ['vol:/v']", {
    undefined_depends: [{ service: "a", on: "b" }], undefined_networks: [{ service: "a", network: "n" }], undefined_volumes: [{ service: "a", volume: "vol" }],
  }],
])("{%s} has %j", (body, found) => {
  const health = body.includes("healthcheck") ? "" : ", healthcheck: {test: x}";
  expect(facts(`  a: {image: "a:1", ${body}${health}}`)).toEqual({ count: 1, names: ["a"], ...found });
});

test("images by their pin; with a build it is the result's name", () => {
  const images = ["a", "a:latest", "r:5000/a", "a:${T}", "${I}", "${I:-b}", "a@sha256:00", "a:3"];
  const services = images.map((image, index) => `  s${index}: {image: "${image}", mem_limit: 1g, cpus: 1, healthcheck: {test: x}}`);
  const told = facts([...services, `  z: {${GOOD.replace("a:1", "own")}, build: ../app}`].join("\n"));
  expect([told.unpinned_images, told.unpinned_built]).toEqual([
    [{ service: "s0", image: "a" }, { service: "s1", image: "a:latest" }, { service: "s2", image: "r:5000/a" }, { service: "s5", image: "${I:-b}" }],
    [{ service: "z", image: "own" }],
  ]);
});

test("builds: contexts from the compose file's folder, Dockerfiles from the context", () => {
  const build = (name: string, body: string) => `  ${name}: {mem_limit: 1g, cpus: 1, build: ${body}}`;
  const text = [
    build("good", "../app"),
    build("other", "{context: ../app, dockerfile: Other.Dockerfile, target: BUILDER}"),
    build("target", "{context: ../app, target: gone}"),
    build("context", "./app"),
    build("both", "{context: ./app, dockerfile: ../../app/Dockerfile, target: gone}"),
    build("file", "{context: ., dockerfile: app/Dockerfile}"),
    build("inline", "{context: ../app, dockerfile_inline: FROM a}"),
    build("host", "/srv/app"),
    build("url", "https://example.org/x.git"),
    build("unset", "{context: '${DIR}'}"),
    build("args", "{context: ../app, args: {API_KEY: x}}"),
  ].join("\n");
  const { count, names, no_healthcheck, ...told } = facts(text);
  expect([count, (names as string[]).length, (no_healthcheck as string[]).length]).toEqual([11, 11, 11]);
  expect(told).toEqual({
    no_healthcheck_at_all: ["other", "context", "file", "inline", "host", "url", "unset"],
    secrets_build_args: [{ service: "args", name: "API_KEY" }],
    missing_contexts: [{ service: "context", context: "./app", dockerfile: "Dockerfile", resolved: "ops/app", exists_from_root: true }, { service: "both", context: "./app", dockerfile: "../../app/Dockerfile", resolved: "ops/app", exists_from_root: true }],
    missing_dockerfiles: [{ service: "file", context: ".", dockerfile: "app/Dockerfile", resolved: "ops/app/Dockerfile", exists_from_root: true }],
    missing_target: [
      { service: "target", context: "../app", dockerfile: "Dockerfile", target: "gone", resolved: "app/Dockerfile", exists_from_root: true },
      { service: "both", context: "./app", dockerfile: "../../app/Dockerfile", target: "gone", resolved: "app/Dockerfile", exists_from_root: false },
    ],
    absolute_contexts: [{ service: "host", context: "/srv/app", dockerfile: "Dockerfile" }],
    url_contexts: [{ service: "url", context: "https://example.org/x.git", dockerfile: "Dockerfile" }],
  });
  expect(buildPairs("ops/compose.yml", readCompose(`services:\n${text}\n`)).map(({ service, dockerfile, context }) => [service, dockerfile, context])).toEqual([
    ["good", "app/Dockerfile", "app"],
    ["other", "app/Other.Dockerfile", "app"],
    ["target", "app/Dockerfile", "app"],
    ["context", "ops/app/Dockerfile", "ops/app"],
    ["both", "app/Dockerfile", "ops/app"],
    ["file", "ops/app/Dockerfile", "ops"],
    ["args", "app/Dockerfile", "app"],
  ]);
});

test("between services: ports of addresses that meet, container names, cycles, unused volumes and networks", () => {
  const service = (name: string, body: string) => `  ${name}: {${GOOD}, ${body}}`;
  const told = facts(
    [
      service("b", "ports: ['80:80', '127.0.0.1:81:1'], container_name: 'n-${X:-}', depends_on: [a]"),
      service("a", "ports: ['10.0.0.1:80:80', '10.0.0.1:81:1', '80:80/udp'], container_name: n-, depends_on: [b]"),
      service("self", "depends_on: [self]"),
    ].join("\n"),
    "volumes: {w: , v: }\nnetworks: {default: , m: }",
  );
  expect(told).toEqual({
    count: 3,
    names: ["a", "b", "self"],
    port_conflicts: [{ port: 80, protocol: "tcp", services: ["a", "b"] }],
    container_name_conflicts: [{ container_name: "n-", services: ["b", "a"] }],
    cycles: [["a", "b"], ["self"]],
    unused_volumes: ["v", "w"],
    unused_networks: ["m"],
  });
});

test("files that are none say why, and all are summed", () => {
  const all = ["services: {a: *gone}\n", "a: 1\na: 2\n", `services: {b: {${GOOD}, environment: {K: 1, K: 2}}, c: }\n`].map((text) => composeFacts("c.yml", readCompose(text, "c.yml"), around));
  expect(all.slice(0, 2)).toEqual([
    { yaml_valid: false, error: { problem: "found undefined alias 'gone'", line: 1 }, is_compose: false },
    { yaml_valid: true, duplicate_keys: [{ path: "", key: "a", lines: [1, 2] }], is_compose: false, why_not: "services missing or not a mapping" },
  ]);
  const nonZero = Object.fromEntries(Object.entries(composeSummary(all)).filter(([, count]) => count > 0));
  expect(nonZero).toEqual({
    compose_invalid_yaml: 1,
    compose_not_compose: 1,
    compose_with_duplicate_keys: 2,
    services: 2,
    distinct_service_names: 2,
    ...Object.fromEntries(["fragments", "no_mem_limit", "no_cpu_limit", "no_limits", "no_any_limit", "no_healthcheck", "no_healthcheck_at_all"].map((key) => [`services_${key}`, 1])),
  });
});

test("components of a graph, also of a long chain", () => {
  const chain = new Map(Array.from({ length: 20_000 }, (_, index) => [`n${index}`, [`n${index + 1}`]] as [string, string[]]));
  expect(stronglyConnected(chain)).toEqual([]);
  chain.set("n19999", ["n19998", "gone"]);
  expect(stronglyConnected(chain)).toEqual([["n19998", "n19999"]]);
});

test("a Dockerfile on the host or behind a variable is paired with nothing", () => {
  const pairs = (build: string) => buildPairs("ops/compose.yml", readCompose(`services:\n  a: {build: ${build}}\n`)).map(({ dockerfile, context }) => [dockerfile, context]);
  expect([pairs("{context: .., dockerfile: /app/Dockerfile}"), pairs("{context: .., dockerfile: '${D}'}"), pairs("{context: .., dockerfile: '${D:-app/Dockerfile}'}")]).toEqual([[], [], [["app/Dockerfile", "."]]]);
});
