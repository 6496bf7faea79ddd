/** For tests: services as export writes them, and the same in the other spellings of compose. */
import fc from "fast-check";
import { LOGS, NETWORKS, SECURITY, STOP_GRACE } from "../../infra/classes.ts";

/** A service; `normal` has the keys that both compose and the catalogue know, as export writes them. */
export interface Model {
  readonly name: string;
  readonly normal: {
    readonly image: string;
    readonly user: string;
    readonly command: readonly string[] | undefined;
    readonly entrypoint: readonly string[] | undefined;
    readonly environment: Readonly<Record<string, string>>;
    readonly ports: readonly { readonly target: number; readonly published: string; readonly host_ip: string; readonly protocol: string; readonly mode: "host" }[];
    readonly volumes: readonly { readonly type: string; readonly source: string; readonly target: string; readonly read_only?: boolean }[];
    readonly tmpfs: readonly string[];
    readonly networks: Readonly<Record<string, object>>;
    readonly depends_on: Readonly<Record<string, object>>;
    readonly healthcheck: { readonly test: readonly string[]; readonly interval: string; readonly timeout: string; readonly retries: number; readonly start_period: string };
    readonly cap_add: readonly string[];
    readonly mem_limit: string;
    readonly cpus: number;
    readonly logging: object;
    readonly stop_grace_period: string;
    readonly ulimits: object | undefined;
  };
}

/** Characters that YAML, compose and the shell treat in their own way are among them. */
const word = fc.string({ minLength: 1, maxLength: 8, unit: fc.constantFrom(..."abZ09-_/=.,:'\"\\ #${}!*&%@[]é") }).map(doubled);
const words = fc.array(word, { minLength: 1, maxLength: 3 });
const value = fc.string({ maxLength: 8, unit: fc.constantFrom(..."abZ09-_=.,'\"\\ #${}!*&%[]é") }).map(doubled);
const seconds = fc.integer({ min: 1, max: 600 }).map((n) => `${n}s`);
const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });

/** Every dollar twice, as a compose file has it. */
function doubled(text: string): string {
  return text.replaceAll("$", "$$$$");
}

/** The service of a number: its ports and its place in the start order are its own. */
export function aModel(number: number): fc.Arbitrary<Model> {
  const ports = fc.array(fc.record({ target: fc.integer({ min: 1, max: 65_535 }), protocol: fc.constantFrom("tcp", "udp") }), { maxLength: 3 });
  const mounts = fc.array(fc.record({ bind: fc.boolean(), readOnly: fc.boolean(), volume: fc.integer({ min: 0, max: 3 }) }), { maxLength: 3 });
  return fc
    .record({
      image: fc.constantFrom("x:1", "registry.example:5000/a/b:2.0", `x@sha256:${"0".repeat(64)}`),
      user: fc.tuple(fc.integer({ min: 1, max: 70_000 }), fc.nat(70_000)).map((ids) => ids.join(":")),
      command: optional(words),
      entrypoint: optional(words),
      environment: fc.dictionary(fc.stringMatching(/^[A-J]{1,3}_[a-j.]{1,3}$/), value, { maxKeys: 4 }),
      ports, mounts,
      tmpfs: fc.uniqueArray(fc.integer({ min: 6, max: 900 }), { maxLength: 2 }),
      networks: fc.subarray([...NETWORKS].filter((n) => n !== "backend")),
      needs: fc.subarray(Array.from({ length: number }, (_, i) => `s${i}`)),
      check: fc.oneof(words.map((all) => ["CMD", ...all]), word.map((one) => ["CMD-SHELL", one])),
      times: fc.tuple(seconds, seconds, seconds),
      retries: fc.integer({ min: 1, max: 30 }),
      rights: fc.constantFrom(...Object.values(SECURITY).map((c) => c.capabilities)),
      memory: fc.integer({ min: 6, max: 20_000 }),
      cpus: fc.integer({ min: 1, max: 64 }).map((n) => n / 10),
      logs: fc.constantFrom(...Object.values(LOGS)),
      grace: fc.constantFrom(...Object.values(STOP_GRACE)),
      nofile: optional(fc.tuple(fc.integer({ min: 1, max: 9999 }), fc.nat(9999)).map(([soft, more]) => ({ soft, hard: soft + more }))),
    })
    .map((r): Model => ({
      name: `s${number}`,
      normal: {
        image: r.image, user: r.user, command: r.command, entrypoint: r.entrypoint, environment: r.environment,
        ports: r.ports.map(({ target, protocol }, i) => ({ target, published: String(20_000 + number * 10 + i), host_ip: "127.0.0.1", protocol, mode: "host" })),
        volumes: sorted(r.mounts.map((m, i) => ({ type: m.bind ? "bind" : "volume", source: m.bind ? `/host/${i}` : `v${m.volume}`, target: `/m${i}`, ...(m.readOnly || m.bind ? { read_only: true } : {}) }))),
        tmpfs: r.tmpfs.map((size, i) => `/t${i}:rw,noexec,nosuid,nodev,size=${size}m,mode=1777`),
        networks: Object.fromEntries(["backend", ...r.networks].sort((a, b) => a.localeCompare(b)).map((n) => [n, {}])),
        depends_on: Object.fromEntries(r.needs.map((n) => [n, { condition: "service_healthy" }])),
        healthcheck: { test: r.check, interval: r.times[0], timeout: r.times[1], retries: r.retries, start_period: r.times[2] },
        cap_add: r.rights,
        mem_limit: `${r.memory}m`, cpus: r.cpus,
        logging: { driver: "json-file", options: { "max-file": String(r.logs.maxFile), "max-size": r.logs.maxSize } },
        stop_grace_period: `${r.grace}s`,
        ulimits: r.nofile && { nofile: r.nofile },
      },
    }));
}

/** Volumes before host folders, as a catalogue entry holds them. */
const sorted = <T extends { readonly type: string }>(mounts: readonly T[]): T[] => [...mounts.filter((m) => m.type === "volume"), ...mounts.filter((m) => m.type === "bind")];

/** The same service, spelled by the bits of a number. */
export function spelled({ normal }: Model, bits: number): Record<string, unknown> {
  const choose = <T>(bit: number, one: T, other: T) => ((bits >> bit) % 2 === 0 ? one : other);
  const environment = Object.entries(normal.environment);
  const { mem_limit, cpus, ...rest } = normal;
  return {
    ...rest,
    environment: choose<unknown>(0, normal.environment, environment.map((pair) => pair.join("="))),
    ports: normal.ports.map((p) => choose<unknown>(1, p, `${p.host_ip}:${p.published}:${p.target}/${p.protocol}`)),
    volumes: normal.volumes.map((v) => choose<unknown>(2, v, `${v.source}:${v.target}${v.read_only ? ":ro" : ""}`)),
    tmpfs: normal.tmpfs.map((t) => choose(3, t, t.replace(/:.*size=(\d+m).*/, ":size=$1"))),
    networks: choose<unknown>(4, normal.networks, Object.keys(normal.networks)),
    cap_add: normal.cap_add.map((name) => choose(5, name, name.replace(/^CAP_/, ""))),
    healthcheck: choose<unknown>(6, normal.healthcheck, normal.healthcheck.test[0] === "CMD-SHELL" ? { ...normal.healthcheck, test: normal.healthcheck.test[1] } : normal.healthcheck),
    ...choose<object>(7, { mem_limit, cpus }, { deploy: { resources: { limits: { memory: mem_limit, cpus: String(cpus) } } } }),
    read_only: true, cap_drop: ["ALL"], security_opt: ["no-new-privileges:true"], restart: "unless-stopped", init: false, ipc: "private",
  };
}
