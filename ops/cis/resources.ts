import { parseImageReference } from "../../policies/lib/image-reference.ts";
import { unless, type CisCheck } from "./check.ts";

const CAPACITY = { soc2: ["A1.1"], iso27001: ["A.8.6"] } as const;
const SOFTWARE = { soc2: ["CC6.8", "CC8.1"], iso27001: ["A.5.21", "A.8.9"] } as const;
const AVAILABLE = { soc2: ["CC7.2", "A1.1"], iso27001: ["A.8.16"] } as const;
const MOST_RETRIES = 5;

/** What a container may take of the host, how it is watched, and what it runs. */
export const RESOURCE_CHECKS: readonly CisCheck[] = [
  {
    id: "5.11",
    title: "Memory is limited",
    severity: "high",
    ...CAPACITY,
    check: ({ inspected: { HostConfig } }) => unless((HostConfig.Memory ?? 0) > 0, "have a memory limit", "no limit", "set memory: 512 (MiB)"),
  },
  {
    id: "5.12",
    title: "CPU is limited",
    severity: "medium",
    ...CAPACITY,
    check: ({ inspected: { HostConfig: h } }) => {
      const limited = (h.NanoCpus ?? 0) > 0 || (h.CpuQuota ?? 0) > 0 || ![0, 1024].includes(h.CpuShares ?? 0);
      return unless(limited, "have a CPU limit or a weight of its own", "none", 'set cpus: "0.5"');
    },
  },
  {
    id: "5.15",
    title: "Restarts after a failure are bounded, or end when it is stopped",
    severity: "medium",
    ...AVAILABLE,
    check: ({ inspected: { HostConfig } }) => {
      const { Name: name = "", MaximumRetryCount: retries = 0 } = HostConfig.RestartPolicy ?? {};
      // The engine doubles the pause before each restart up to a minute, so that unless-stopped cannot flood the host.
      const bounded = ["", "no", "unless-stopped"].includes(name) || (name === "on-failure" && retries >= 1 && retries <= MOST_RETRIES);
      return unless(bounded, `restart unless-stopped, or on-failure at most ${MOST_RETRIES} times`, `restart ${name}${name === "on-failure" ? `, ${retries === 0 ? "without end" : `${retries} times`}` : ""}`, 'set restart: "unless-stopped"');
    },
  },
  {
    id: "5.19",
    title: "Limits of processes are consistent",
    severity: "low",
    ...CAPACITY,
    check: ({ inspected: { HostConfig } }) => {
      const wrong = ((HostConfig.Ulimits ?? []) as { Name: string; Soft: number; Hard: number }[]).find((u) => u.Hard >= 0 && (u.Soft < 0 || u.Soft > u.Hard));
      return unless(wrong === undefined, "set no soft limit above the hard one", `ulimit ${wrong?.Name} ${wrong?.Soft}:${wrong?.Hard}`, "set soft to at most hard");
    },
  },
  {
    id: "5.25",
    title: "The container is in the engine's own control group",
    severity: "low",
    ...CAPACITY,
    check: ({ inspected: { HostConfig } }) => unless(!HostConfig.CgroupParent, "stay in the engine's control group", `cgroupParent "${HostConfig.CgroupParent}"`, "remove cgroupParent"),
  },
  {
    id: "5.27",
    title: "Health is checked",
    severity: "high",
    ...AVAILABLE,
    check: ({ inspected: { Config } }) => {
      const test = Config.Healthcheck?.Test ?? [];
      return unless(test.length > 0 && test[0] !== "NONE", "have a health check", test.length === 0 ? "none" : "NONE", "set healthcheck.tests, or HEALTHCHECK in the image");
    },
  },
  {
    id: "5.28",
    title: "The image is a fixed one",
    severity: "high",
    ...SOFTWARE,
    check: ({ inspected: { Config } }) => {
      const { Image: image } = Config;
      if (/^(sha256:)?[0-9a-f]{12,64}$/.test(image)) return undefined;
      const parsed = parseImageReference(image);
      const fixed = "reference" in parsed && (parsed.reference.digest !== undefined || ![undefined, "latest"].includes(parsed.reference.tag));
      return unless(fixed, "run an image that a tag other than latest, a digest or an id names", `image "${image}"`, "name the version");
    },
  },
  {
    id: "5.29",
    title: "The number of processes is limited",
    severity: "high",
    ...CAPACITY,
    check: ({ inspected: { HostConfig } }) => {
      const limit = HostConfig.PidsLimit ?? 0;
      return unless(limit > 0, "have a limit of processes", `PidsLimit ${limit}`, "./sutazai up sets it; by hand: docker update --pids-limit 256 CONTAINER");
    },
  },
  ...["5.23", "5.24"].map((id): CisCheck => ({
    id,
    title: `docker exec is not used ${id === "5.23" ? "with --privileged" : "as root"}`,
    severity: "medium",
    soc2: ["CC6.3"],
    iso27001: ["A.8.2", "A.8.18"],
    check: () => ({ skipped: "the engine keeps no record of past docker exec: look into the host's audit log" }),
  })),
];
