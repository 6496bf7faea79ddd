import { expect, test } from "@jest/globals";
import { parse } from "yaml";
import { composeText } from "../../infra/compose/export.ts";
import { IMAGES } from "../../infra/images.ts";
import { planStack } from "../../infra/plan.ts";
import { parseSettings } from "../../infra/stack-settings.ts";
import { HOST, settingsText } from "../../tests/unit/fixtures.ts";
import { importCompose } from "./import.ts";
import { catalogueModule, lossMarkdown } from "./text.ts";
import { catalogueName, shellWords } from "./words.ts";

const ROOT = "/checkout";
const read = (files: Record<string, string>) => (file: string) => {
  const text = files[file];
  if (text === undefined) throw new Error("no such file");
  return text;
};
const imported = (text: string, profiles: string[] = []) => importCompose({ files: ["/p/c.yml"], environment: [{}], profiles, read: read({ "/p/c.yml": text }) }, { tier: 6, root: ROOT });

const REALISTIC = `
x-logs: &logs {driver: json-file, options: {max-size: 10m, max-file: "3"}}
services:
  db:
    image: postgres:16.3
    user: "999:999"
    read_only: true
    cap_drop: [ALL]
    security_opt: ["no-new-privileges:true"]
    environment: {POSTGRES_PASSWORD: hunter2, POSTGRES_DB: app, URL: "postgres://u:hunter3@db:5432/app"}
    volumes: ["db-data:/var/lib/postgresql/data"]
    networks: [database]
    healthcheck: {test: ["CMD-SHELL", "pg_isready -U $$USER"], interval: 20s, timeout: 5s, retries: 4, start_period: 40s}
    mem_limit: 1536m
    cpus: 1.5
    restart: unless-stopped
    stop_grace_period: 60s
    logging: *logs
  web:
    image: nginx:1.27.0
    user: "101:101"
    read_only: true
    command: nginx -g 'daemon off;'
    ports: ["127.0.0.1:8080:80"]
    depends_on: {db: {condition: service_healthy}}
    networks: [database, frontend]
    tmpfs: [/var/cache]
    healthcheck: {test: [CMD, wget, -q, "http://127.0.0.1/"]}
    deploy: {replicas: 2, resources: {limits: {cpus: "0.25", memory: 128M}}}
    dns: [1.1.1.1]
volumes: {db-data: {}}
networks: {database: {}, frontend: {}}
`;

test("a realistic file: its entries, exact sizes, and every key that was not carried over, without a value of a secret", () => {
  const { imported: found } = imported(REALISTIC);
  const common = { tier: 6, metrics: { none: "imported: nothing is known of its metrics" }, security: "base" };
  const lab = { lab: "lab-stand-in", standIn: "imported: no image from packages was written for it yet" };
  expect(found!.services).toEqual([
    {
      ...common, name: "db", description: "db, imported from /p/c.yml", image: { upstream: "postgres:16.3", ...lab }, user: "999:999", resources: "medium",
      env: { POSTGRES_PASSWORD_FILE: "/run/secrets/postgres-password", POSTGRES_DB: "app", URL_FILE: "/run/secrets/url" },
      files: [{ target: "/run/secrets/postgres-password", content: "{{secret:db-postgres-password}}" }, { target: "/run/secrets/url", content: "postgres://u:{{secret:db-url}}@db:5432/app" }],
      volumes: [{ volume: "db-data", target: "/var/lib/postgresql/data" }], networks: ["database"], logs: "standard", stop: "stateful",
      health: { class: "app", check: { shell: "pg_isready -U $USER" }, interval: "20s", timeout: "5s", startPeriod: "40s", retries: 4 },
    },
    {
      ...common, name: "web", description: "web, imported from /p/c.yml", image: { upstream: "nginx:1.27.0", ...lab }, user: "101:101", resources: "small",
      command: ["nginx", "-g", "daemon off;"], ports: [{ host: 8080, container: 80, outOfRange: "imported: the port that its users know" }],
      dependsOn: ["db"], networks: ["database", "frontend"], tmpfs: [{ target: "/var/cache", size: "64 MB" }], health: { class: "app", check: { command: ["wget", "-q", "http://127.0.0.1/"] } },
    },
  ]);
  expect(found!.sizes).toEqual({ db: { cpus: 1.5, memory: "1.5 GB" }, web: { cpus: 0.25, memory: "128 MB" } });
  expect(found!.losses.map((l) => `${l.at.line} ${l.service} ${l.key} ${l.kind} ${l.value}`)).toEqual([
    '2  x-logs lost {"driver":"json-file","options":{"max-size":"10m","max-fi...',
    "5 db image default \"postgres:16.3\"",
    "10 db environment.POSTGRES_PASSWORD changed (a secret)",
    "10 db environment.URL changed (a secret)",
    "20 web image default \"nginx:1.27.0\"",
    "27 web tmpfs default /var/cache",
    "29 web deploy.replicas lost 2",
    '30 web dns lost ["1.1.1.1"]',
  ]);
  expect(JSON.stringify(found) + catalogueModule(found!, ["c.yml"]) + lossMarkdown(found!.losses)).not.toMatch(/hunter/);
});

test("round trip: what the export of the import says differs from the file only in what the report names", () => {
  const { imported: found } = imported(REALISTIC);
  const sizes = Object.entries(found!.sizes).map(([name, size]) => `    ${name}: ${JSON.stringify(size)}`).join("\n");
  const settings = parseSettings("prod", [{ path: "Pulumi.prod.yaml", text: `config:\n  sutazai:environment: prod\n  sutazai:subnets: {frontend: 172.20.1.0/24, backend: 172.20.2.0/24, database: 172.20.3.0/24, monitoring: 172.20.4.0/24, access: 172.20.5.0/24}\n  sutazai:services:\n${sizes}\n` }]).settings!;
  const plan = planStack({ stack: "prod", catalogue: found!.services, settings, host: { ...HOST, source: "registry" }, images: IMAGES });
  const { services } = parse(composeText(plan)) as { services: Record<string, Record<string, unknown>> };
  const pick = (name: string, ...keys: string[]) => keys.map((key) => services[name]![key]);
  expect(pick("db", "image", "user", "read_only", "cap_drop", "security_opt", "mem_limit", "cpus", "restart", "stop_grace_period", "healthcheck", "logging")).toEqual([
    "postgres:16.3", "999:999", true, ["ALL"], ["no-new-privileges:true"], "1536m", 1.5, "unless-stopped", "60s",
    { test: ["CMD-SHELL", "pg_isready -U $$USER"], interval: "20s", timeout: "5s", retries: 4, start_period: "40s" }, { driver: "json-file", options: { "max-file": "3", "max-size": "10m" } },
  ]);
  expect(pick("web", "image", "command", "ports", "depends_on", "mem_limit", "cpus")).toEqual([
    "nginx:1.27.0", ["nginx", "-g", "daemon off;"], [{ target: 80, published: "8080", host_ip: "127.0.0.1", protocol: "tcp", mode: "host" }], { db: { condition: "service_healthy" } }, "128m", 0.25,
  ]);
});

test.each([
  ["its ports, the check of the file asked as HTTP", "ports: ['8080:80', '5353:5353/udp']\n    entrypoint: [/docker-entrypoint.sh]\n    healthcheck: {test: [CMD, pg_isready]}", ["PORTS=80"], "wget -q -T 5 -O /dev/null http://127.0.0.1:80/ || exit 1"],
  ["only ports that its variables do not name already", "ports: ['8080:80', '8443:443']\n    environment: {PORT: '443', PORTS: '9000'}", ["PORT=443", "PORTS=9000,80"], "wget -q -T 5 -O /dev/null http://127.0.0.1:80/ || exit 1"],
  ["no port: its process", "command: [work]", [], "kill -0 1"],
])("where there is no registry a stand-in is started that can be healthy: %s", (_, lines, env, check) => {
  const { imported: found } = imported(`services:\n  a:\n    image: nginx:1.25\n    ${lines}\n`);
  const { settings } = parseSettings("dev", [{ path: "Pulumi.dev.yaml", text: settingsText() }]);
  const planned = (source: "lab" | "registry") => planStack({ stack: "dev", catalogue: found!.services, settings: settings!, host: { ...HOST, source }, images: IMAGES }).services[0]!;
  const { entrypoint, env: all, health } = planned("lab");
  expect({ entrypoint, env: all.filter((entry) => entry.startsWith("PORT")), test: health.test }).toEqual({ entrypoint: undefined, env, test: ["CMD-SHELL", check] });
  expect(planned("registry").env.filter((entry) => entry.startsWith("PORTS="))).toEqual(env.includes("PORTS=9000,80") ? ["PORTS=9000"] : []);
});

test("all that the catalogue refuses is told at once, each at its line, and nothing is imported", () => {
  const { imported: none, problems } = imported("services:\n  a:\n    image: x:latest\n    environment:\n      a-b: 1\n  b:\n    command: [x]\n  c:\n    image: y:1\n    depends_on: [a]\n    networks: [frontend]\n");
  expect({ none, problems: problems.map((p) => `${p.at.line} ${p.rule}: ${p.got}`) }).toEqual({
    none: undefined,
    problems: [
      '3 services.a.image.upstream: a reference pinned by a version tag or digest (never latest): "x:latest"',
      '5 services.a.env.a-b: a name of letters, digits, underscores and dots: "a-b"',
      "7 service b: an image or a build: neither",
      "10 services.c.dependsOn[0]: a network that both services are on: c is on frontend; a is on backend",
    ],
  });
});

test("two volumes whose names would become one are refused: their data would", () => {
  const { problems } = imported("services:\n  a:\n    image: x:1\n    volumes: [a_b:/a, a-b:/b, a_b:/c]\n");
  expect(problems.map((p) => `${p.at.line}:${p.at.column} ${p.rule}: ${p.got}`)).toEqual(['4:23 service a: volumes with names of their own: "a-b" and "a_b" both become a-b']);
});

test.each([
  ["user: root", "user changed"],
  ["privileged: true", "privileged changed"],
  ["cap_add: [NET_ADMIN]", "cap_add lost"],
  ["healthcheck: {disable: true}", "healthcheck changed"],
  ["network_mode: host", "network_mode lost"],
  ["volumes: ['/var/run/docker.sock:/s']", "volumes lost"],
  ["volumes: ['./w:/w']", "volumes changed"],
  ["volumes: ['/anonymous']", "volumes lost"],
  ["ports: ['80']", "ports lost"],
  ["cpus: 0.05", "deploy.resources.limits.cpus changed"],
  ["cpus: 0.125", "deploy.resources.limits.cpus changed"],
  ["ports: [{target: 80, published: '80', app_protocol: http}]", "ports.app_protocol lost"],
  ["networks: {backend: {}, access: {}}", "image default"],
  ["ulimits: {nproc: 5}", "ulimits.nproc lost"],
  ["x-own: 1", "x-own lost"],
  ["labels: {a: b}", "labels lost"],
  ["restart: 'no'", "restart changed"],
  ["stop_grace_period: 20s", "stop_grace_period changed"],
  ["environment: [FROM_SHELL]", "environment.FROM_SHELL lost"],
  ["environment: {A: '${GONE}'}", "${GONE} lost"],
])("said in the report: %s", (line, said) => {
  const { imported: found, problems } = imported(`services:\n  a:\n    image: x:1\n    ${line}\n`);
  expect(problems).toEqual([]);
  expect(found!.losses.map((l) => `${l.key} ${l.kind}`)).toContain(said);
});

test("a build becomes a row of images, its folder named from the checkout", () => {
  const { imported: found } = imported("services:\n  My_App:\n    build: {context: app, args: {A: 1}}\n");
  expect([found!.services[0]!.image, found!.images]).toEqual([{ built: "my-app" }, [{ name: "my-app", kind: "service", context: "../p/app", from: { lab: "python-agent-base", registry: "python-agent-base" }, version: "1.0.0" }]]);
  expect(found!.losses.map((l) => l.key)).toEqual(expect.arrayContaining(["name", "build.context", "build.args"]));
});

test("the module is TypeScript that says the same", async () => {
  const { imported: found } = imported(REALISTIC);
  const module = catalogueModule(found!, ["c.yml"]);
  const { catalogue } = (await import(`data:text/javascript,${encodeURIComponent(module)}`)) as { catalogue: unknown };
  expect(catalogue).toEqual(found!.services);
});

test.each([
  ["a  b", ["a", "b"]],
  [`'a b'"c \\"d"e\\ f`, [`a bc "de f`]],
  ["", []],
  ["''", [""]],
])("words of %j", (line, words) => expect(shellWords(line)).toEqual(words));

test.each([["My_App.1", "my-app-1"], ["9x", "x"], ["---", "service"], ["a".repeat(50), `${"a".repeat(33)}-e4ad58`], ["a".repeat(40), "a".repeat(40)]])("a name for %j", (name, ours) => expect(catalogueName(name)).toBe(ours));
