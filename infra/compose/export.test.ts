import { expect, test } from "@jest/globals";
import { parse } from "yaml";
import { aService, attempt } from "../../tests/unit/fixtures.ts";
import { composeText } from "./export.ts";

const plan = () =>
  attempt({
    services: [
      aService("store", { networks: ["database"], env: { PRICE: "5$ ${X}" }, volumes: [{ volume: "store-data", target: "/data" }], files: [{ target: "/run/secrets/token", content: "{{secret:store-token}}" }], tmpfs: [{ target: "/run/x", size: "16 MB" }], security: "database", stop: "stateful", health: { class: "database", check: { shell: "test $HOME" } } }),
      aService("web", { networks: ["backend", "database"], dependsOn: ["store"], command: ["serve", "--on", "8080"], ports: [{ host: 10050, container: 8080 }], ulimits: { nofile: { soft: 1024, hard: 2048 } } }),
    ],
  });

test("a plan as a compose file: every field of its containers, no owner's label, no value of a secret, each dollar doubled", () => {
  const made = plan();
  const common = { pull_policy: "never", image: made.images.at(-1)!.tag, user: "1000:1000", mem_limit: "512m", memswap_limit: "512m", mem_reservation: "128m", cpus: 0.5, pids_limit: 256, read_only: true, security_opt: ["no-new-privileges:true"], cap_drop: ["ALL"], restart: "unless-stopped", logging: { driver: "json-file", options: { "max-file": "3", "max-size": "10m" } }, ipc: "private", shm_size: "64m", init: false };
  const labels = (name: string) => ({ "sutazai.service": name, "sutazai.talks-to": name === "web" ? "store" : "-", "sutazai.tier": "1", "sutazai.profile": "default", "sutazai.owner": "platform" });
  const tmp = "/tmp:rw,noexec,nosuid,nodev,size=100m,mode=1777";
  expect(parse(composeText(made))).toEqual({
    name: "sutazai-dev",
    services: {
      store: {
        ...common,
        container_name: "sutazai-dev-store",
        hostname: "store",
        labels: labels("store"),
        environment: { PRICE: "5$$ $${X}", SUTAZAI_ENV: "dev", TZ: "UTC" },
        cap_add: ["CAP_CHOWN", "CAP_DAC_OVERRIDE", "CAP_FOWNER", "CAP_SETGID", "CAP_SETUID"],
        tmpfs: [tmp, "/run/x:rw,noexec,nosuid,nodev,size=16m,mode=1777"],
        volumes: [
          { type: "volume", source: "sutazai-dev-store-data", target: "/data" },
          { type: "volume", source: "sutazai-dev-files-store-run-secrets", target: "/run/secrets", read_only: true },
        ],
        networks: { database: {} },
        ports: [],
        healthcheck: { test: ["CMD-SHELL", "test $$HOME"], interval: "30s", timeout: "10s", retries: 5, start_period: "60s" },
        depends_on: {},
        stop_grace_period: "60s",
      },
      web: {
        ...common,
        container_name: "sutazai-dev-web",
        hostname: "web",
        labels: labels("web"),
        command: ["serve", "--on", "8080"],
        environment: { SUTAZAI_ENV: "dev", TZ: "UTC" },
        tmpfs: [tmp],
        volumes: [],
        networks: { backend: {}, database: {} },
        ports: [{ target: 8080, published: "10050", host_ip: "127.0.0.1", protocol: "tcp", mode: "host" }],
        healthcheck: { test: ["CMD-SHELL", "true"], interval: "10s", timeout: "5s", retries: 5, start_period: "30s" },
        depends_on: { store: { condition: "service_healthy" } },
        ulimits: { nofile: { soft: 1024, hard: 2048 } },
        stop_grace_period: "10s",
      },
    },
    networks: { backend: { external: true, name: "sutazai-dev-net-backend" }, database: { external: true, name: "sutazai-dev-net-database" } },
    volumes: { "sutazai-dev-store-data": { external: true, name: "sutazai-dev-store-data" }, "sutazai-dev-files-store-run-secrets": { external: true, name: "sutazai-dev-files-store-run-secrets" } },
  });
});

test("under other names and labels: compose makes the networks", () => {
  const bridge = (key: string, subnet: string) => ({ name: `p-sutazai-dev-net-${key}`, driver: "bridge", driver_opts: { "com.docker.network.bridge.enable_ip_masquerade": "false", "com.docker.network.bridge.enable_icc": "true" }, ipam: { driver: "default", config: [{ subnet: `${subnet}.0/24`, gateway: `${subnet}.1` }] }, labels: { own: "p" } });
  const { name, services, networks, volumes } = parse(composeText(plan(), { project: "p", rename: (n) => `p-${n}`, labels: { own: "p" } }));
  expect([name, services.web.container_name, services.web.labels.own, networks, volumes["sutazai-dev-store-data"]]).toEqual(["p", "p-sutazai-dev-web", "p", { backend: bridge("backend", "172.20.2"), database: bridge("database", "172.20.3") }, { external: true, name: "p-sutazai-dev-store-data" }]);
});
