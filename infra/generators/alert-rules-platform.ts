/** Alerts about services, their containers, and the host. */
import type { AlertRule } from "./alert-rules.ts";

const NAME = "{{ $labels.service }}";
const VALUE = '{{ $value | printf "%.0f" }}';
const LOOK = `./sutazai status, then ./sutazai logs ${NAME}`;

/** A service is down when any of those who look at it finds it so: Prometheus itself where `scraped`, the probes, health-monitor, the engine. */
function down(services: string, scraped: boolean): string {
  const looks = [...(scraped ? [`up{job!~"probe-.+", ${services}}`] : []), `probe_success{${services}}`, `sutazai_service_up{${services}}`, `sutazai_container_running{${services}}`];
  return `min by (service) (${looks.map((look) => `${look} == 0`).join(" or ")})`;
}

/** @param critical names of the core services. */
export function platformAlerts(critical: readonly string[]): AlertRule[] {
  const core = critical.join("|");
  const coreDown: AlertRule = {
    alert: "CoreServiceDown",
    severity: "critical",
    for: "5m",
    expr: down(`service=~"${core}"`, true),
    summary: `core service ${NAME} is down`,
    description: `${NAME} has not answered for 5 minutes, and others need it. Look: ${LOOK}. Bring it back: ./sutazai up.`,
    needs: [],
  };
  return [
    ...(critical.length > 0 ? [coreDown] : []),
    {
      alert: "ServiceDown",
      severity: "warning",
      for: "5m",
      expr: down(`service!~"${core}"`, false),
      summary: `${NAME} is down`,
      description: `${NAME} has not answered for 5 minutes. Look: ${LOOK}. Bring it back: ./sutazai up.`,
      needs: [],
    },
    {
      alert: "TargetMissing",
      severity: "warning",
      // Later than ServiceDown, which silences it.
      for: "7m",
      expr: `up{job!~"probe-.+", service!~"${core}"} == 0`,
      summary: `no metrics of ${NAME}`,
      description: `Prometheus has got no metrics from ${NAME} ({{ $labels.instance }}) for 7 minutes. Look: ${LOOK}.`,
      needs: [],
    },
    {
      alert: "FailedHealthChecks",
      severity: "warning",
      expr: "max by (service) (round(increase(sutazai_service_check_failures_total[10m])) > 3 or sutazai_container_failed_checks > 3)",
      summary: `health checks of ${NAME} fail`,
      description: `${VALUE} health checks of ${NAME} failed: in the last 10 minutes over the network, or one after the other inside its container. Look: ${LOOK}.`,
      needs: ["health-monitor"],
    },
    {
      alert: "ContainerRestarting",
      severity: "warning",
      expr: "max by (service) (round(increase(sutazai_container_restarts_total[15m]))) > 2",
      summary: `${NAME} restarts again and again`,
      description: `The engine restarted ${NAME} ${VALUE} times in 15 minutes. Its last words: ./sutazai logs ${NAME}.`,
      needs: ["health-monitor"],
    },
    {
      alert: "ContainerHighCpu",
      severity: "warning",
      for: "10m",
      expr: "sutazai:container_cpu_percent > 80",
      summary: `${NAME} uses ${VALUE} % of its CPUs`,
      description: `${NAME} has used more than 80 % of its CPU limit for 10 minutes, now ${VALUE} %. If that is its usual load, give it more: sutazai:services in Pulumi.STACK.yaml, then ./sutazai up.`,
      needs: ["cadvisor", "health-monitor"],
    },
    {
      alert: "ContainerHighMemory",
      severity: "warning",
      for: "10m",
      expr: "sutazai:container_memory_percent > 80",
      summary: `${NAME} uses ${VALUE} % of its memory`,
      description: `${NAME} has used more than 80 % of its memory limit for 10 minutes, now ${VALUE} %; at 100 % the kernel ends it. Give it more: sutazai:services in Pulumi.STACK.yaml, then ./sutazai up.`,
      needs: ["cadvisor", "health-monitor"],
    },
    ...HOST,
    ...IMAGES,
    ...MADE_LATER,
  ];
}

const host = { service: "host", needs: ["node-exporter"] } as const;
const DISKS = '{fstype!~"tmpfs|ramfs|overlay|squashfs|erofs|iso9660"}';
const DISK_USED = `100 * max by (device) (1 - node_filesystem_avail_bytes${DISKS} / node_filesystem_size_bytes${DISKS})`;

const HOST: readonly AlertRule[] = [
  {
    ...host,
    alert: "HostHighCpu",
    severity: "warning",
    for: "10m",
    expr: '100 * (1 - avg(rate(node_cpu_seconds_total{mode="idle"}[5m]))) > 80',
    summary: `the host's CPUs are ${VALUE} % busy`,
    description: `The host's CPUs have been more than 80 % busy for 10 minutes, now ${VALUE} %. Who it is: sutazai:container_cpu_cores. Stop what is not needed, or deploy fewer profiles.`,
  },
  {
    ...host,
    alert: "HostHighMemory",
    severity: "warning",
    for: "10m",
    expr: "100 * (1 - node_memory_MemAvailable_bytes / node_memory_MemTotal_bytes) > 80",
    summary: `the host's memory is ${VALUE} % used`,
    description: `More than 80 % of the host's memory has been in use for 10 minutes, now ${VALUE} %. Who it is: sutazai:container_memory_bytes. Stop what is not needed, or deploy fewer profiles.`,
  },
  {
    ...host,
    alert: "DiskFilling",
    severity: "warning",
    for: "10m",
    expr: `${DISK_USED} > 85`,
    summary: `disk {{ $labels.device }} is ${VALUE} % full`,
    description: `Disk {{ $labels.device }} of the host is ${VALUE} % full. Remove images that no stack uses (docker image prune) and old backups.`,
  },
  {
    ...host,
    alert: "DiskFull",
    severity: "critical",
    for: "5m",
    expr: `${DISK_USED} > 95`,
    summary: `disk {{ $labels.device }} is ${VALUE} % full`,
    description: `Disk {{ $labels.device }} of the host is ${VALUE} % full; databases stop when nothing is left. Make room at once: docker image prune, old backups.`,
  },
];

/** Written by `./sutazai up` and `images build` (ops/host-metrics.ts). */
const IMAGES: readonly AlertRule[] = [
  {
    alert: "ImageBuildFailed",
    severity: "warning",
    expr: "sutazai_image_build_failed == 1",
    service: "images",
    summary: "the build of image {{ $labels.image }} failed",
    description: "The last build of image {{ $labels.image }} failed; services still run the one before. See why: ./sutazai images build {{ $labels.image }}.",
    needs: ["node-exporter"],
  },
];

/** Nothing exports this number yet: without it the rule is silent. */
const MADE_LATER: readonly AlertRule[] = [
  {
    alert: "BackupTooOld",
    severity: "warning",
    expr: "sutazai_backup_age_seconds > 26 * 3600",
    summary: `the last backup of ${NAME} is {{ $value | humanizeDuration }} old`,
    description: `The last good backup of ${NAME} is {{ $value | humanizeDuration }} old; it should be made every day. Make one: ./sutazai backup.`,
    needs: [],
  },
];
