import { unless, type CisCheck, type Inspected } from "./check.ts";

/** The engine's own set for a container that asks for nothing, without NET_RAW, which forges packets. */
const HARMLESS: ReadonlySet<string> = new Set(["AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE", "SETFCAP", "SETGID", "SETPCAP", "SETUID", "SYS_CHROOT"]);

const RIGHTS = { soc2: ["CC6.1", "CC6.3"], iso27001: ["A.8.2", "A.8.18"] } as const;
const ISOLATION = { soc2: ["CC6.1", "CC6.6"], iso27001: ["A.8.2", "A.8.22"] } as const;

const plain = (capability: string) => capability.toUpperCase().replace(/^CAP_/, "");
const options = ({ HostConfig }: Inspected) => ((HostConfig.SecurityOpt ?? []) as string[]).map((option) => option.replace("=", ":"));

/** Rights of a container's processes. */
export const PRIVILEGE_CHECKS: readonly CisCheck[] = [
  {
    id: "5.2",
    title: "An AppArmor profile confines the container",
    severity: "medium",
    ...RIGHTS,
    check: ({ inspected }, engine) => {
      if (!engine.appArmor) return { skipped: "this engine has no AppArmor" };
      const profile = (inspected as Inspected & { AppArmorProfile?: string }).AppArmorProfile ?? "";
      return unless(profile !== "" && profile !== "unconfined", "run under an AppArmor profile", `profile "${profile}"`, "remove apparmor=unconfined; the engine then applies docker-default");
    },
  },
  {
    id: "5.3",
    title: "SELinux labels separate the container",
    severity: "medium",
    ...RIGHTS,
    check: ({ inspected }, engine) => {
      if (!engine.selinux) return { skipped: "this engine has no SELinux" };
      const off = options(inspected).includes("label:disable");
      return unless(!off, "keep its SELinux label", "label:disable", "remove label:disable from securityOpts");
    },
  },
  {
    id: "5.4",
    title: "Capabilities are dropped, and only harmless ones added",
    severity: "high",
    ...RIGHTS,
    check: ({ inspected: { HostConfig } }) => {
      const drops = ((HostConfig.CapDrop ?? []) as string[]).map(plain);
      const beyond = ((HostConfig.CapAdd ?? []) as string[]).map(plain).filter((capability) => !HARMLESS.has(capability)).sort();
      if (beyond.length > 0) return { must: "add no capability beyond the engine's own set", got: `capabilities.adds ${beyond.join(", ")}`, fix: "remove them from the service's class" };
      return unless(drops.includes("ALL"), "drop all capabilities before it adds any", `capabilities.drops ${drops.join(", ") || "nothing"}`, 'set capabilities.drops: ["ALL"]');
    },
  },
  {
    id: "5.5",
    title: "The container is not privileged",
    severity: "critical",
    ...RIGHTS,
    check: ({ inspected: { HostConfig } }) => unless(!HostConfig.Privileged, "not be privileged", "privileged true", "set privileged: false and add the one capability that it needs"),
  },
  {
    id: "5.7",
    title: "No SSH daemon runs inside",
    severity: "medium",
    ...RIGHTS,
    check: ({ processes }) => {
      const sshd = processes.find((line) => /(^|\/)sshd(\s|:|$)/.test(line.trim()));
      return unless(sshd === undefined, "run no SSH daemon", `process ${sshd}`, "use docker exec, and take sshd out of the image");
    },
  },
  {
    id: "5.22",
    title: "The seccomp profile is on",
    severity: "critical",
    ...RIGHTS,
    check: ({ inspected }) => unless(!options(inspected).includes("seccomp:unconfined"), "keep a seccomp profile", "seccomp:unconfined", "remove it from securityOpts"),
  },
  {
    id: "5.26",
    title: "Processes gain no new privileges",
    severity: "high",
    ...RIGHTS,
    check: ({ inspected }) => {
      const on = options(inspected).some((option) => option === "no-new-privileges" || option === "no-new-privileges:true");
      return unless(on, "have no-new-privileges", `securityOpts ${JSON.stringify(options(inspected))}`, 'set securityOpts: ["no-new-privileges:true"]');
    },
  },
  ...[
    ["5.10", "network", "NetworkMode", "high"],
    ["5.16", "process", "PidMode", "high"],
    ["5.17", "IPC", "IpcMode", "medium"],
    ["5.21", "UTS", "UTSMode", "low"],
    ["5.31", "user", "UsernsMode", "medium"],
  ].map(([id, namespace, field, severity]): CisCheck => ({
    id: id!,
    title: `The host's ${namespace} namespace is not shared`,
    severity: severity as CisCheck["severity"],
    ...ISOLATION,
    check: ({ inspected: { HostConfig } }) => {
      const mode = (HostConfig as unknown as Record<string, unknown>)[field!];
      return unless(mode !== "host", `have its own ${namespace} namespace`, `${field} "host"`, `remove ${field!.charAt(0).toLowerCase()}${field!.slice(1)}: "host"`);
    },
  })),
];
