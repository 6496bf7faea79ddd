import { statfs } from "node:fs/promises";
import { neighbourShortage, raiseCommand, readNeighbours } from "../../engine/neighbours.ts";
import { ENGINE_SOCKET } from "../../infra/names.ts";
import type { StackPlan } from "../../infra/plan-types.ts";
import { formatBytes } from "../../infra/units.ts";
import { counted } from "../../infra/words.ts";
import { askEngine } from "../engine/client.ts";
import { decideEngine } from "../engine/decision.ts";
import { engineSituation } from "../engine/install.ts";
import { parseVersion } from "../toolchain/versions.ts";
import { failed, note, ok, type Check } from "./check.ts";

const GIB = 1024 ** 3;
/** Below this an image build or a database would stop in the middle. */
const DISK_NEEDED = 3 * GIB;
const DISK_WISHED = 10 * GIB;
const API_NEEDED = 41;
const API_WISHED = 44;
const DRIVERS = ["overlay2", "overlayfs", "btrfs", "zfs", "fuse-overlayfs"];

/** The engine: there, running, permitted, new enough, with room. */
export async function engineChecks(): Promise<Check[]> {
  const situation = await engineSituation();
  const decision = decideEngine(situation);
  if (decision.action === "tell") return [failed("docker", decision.message, decision.fix)];
  if (decision.action !== "none") return [failed("docker", decision.action === "start" ? "installed, but not running" : `not installed (${situation.distribution.name})`, "./sutazai up does it (root on Debian or Ubuntu)")];
  const [version, info] = await Promise.all([askEngine().version(), askEngine().info()]);
  return [
    ok("docker", `${version.Version}, ${situation.dockerHost ?? `unix://${ENGINE_SOCKET}`}`),
    apiCheck(version.ApiVersion),
    driverCheck(info.Driver),
    await diskCheck(info.DockerRootDir, situation.dockerHost),
    sizeCheck(info.NCPU, info.MemTotal),
  ];
}

export function apiCheck(version: string): Check {
  const [major, minor] = parseVersion(version) ?? [0, 0];
  if (major === 1 && minor < API_NEEDED) return failed("docker api", `${version}, needed: 1.${API_NEEDED}`, "upgrade to Docker Engine 20.10 or newer");
  if (major === 1 && minor < API_WISHED) return note("docker api", `${version}: no start interval of health checks (1.${API_WISHED}); the deploy probes by itself`);
  return ok("docker api", version);
}

export function driverCheck(driver: string): Check {
  if (DRIVERS.includes(driver)) return ok("docker storage", driver);
  return note("docker storage", `${driver}: slow, and every image takes its full size on disk`, 'set "storage-driver": "overlay2" in /etc/docker/daemon.json and restart the engine (its images are then to be made again)');
}

async function diskCheck(dir: string, dockerHost: string | undefined): Promise<Check> {
  if (dockerHost && !dockerHost.startsWith("unix:")) return note("disk", `of ${dockerHost}: not visible from here`);
  const { bavail, bsize } = await statfs(dir);
  return diskVerdict(bavail * bsize, dir);
}

export function diskVerdict(free: number, dir: string): Check {
  const detail = `${formatBytes(free)} free in ${dir}`;
  if (free < DISK_NEEDED) return failed("disk", `${detail}, needed: ${formatBytes(DISK_NEEDED)}`, "docker system df shows what takes the room; docker builder prune frees the build cache");
  return free < DISK_WISHED ? note("disk", `${detail}; building all images wants ${formatBytes(DISK_WISHED)}`) : ok("disk", detail);
}

function sizeCheck(cpus: number, memory: number): Check {
  const detail = `${cpus} CPUs, ${formatBytes(memory)} memory`;
  return cpus < 2 || memory < 4 * GIB ? note("size", `${detail}: small; \`fit: clamp\` in the stack's settings shrinks limits to it`) : ok("size", detail);
}

/** Whether the kernel has room for the connections of a stack's containers beside those of others. */
export async function neighbourCheck(plan: StackPlan): Promise<Check> {
  const found = readNeighbours(process.env.DOCKER_HOST);
  if (!found) return note("neighbours", "the kernel of the engine's host is not visible from here");
  const shortage = await neighbourShortage(plan, askEngine()).catch(() => undefined);
  const full = found.full > 0 ? `; the table was full ${counted(found.full, "time")} since the boot: connections may have failed then` : "";
  if (shortage !== undefined) return note("neighbours", `${shortage.text}${full}`, `./sutazai up raises it as root; so does ${raiseCommand(shortage)}`);
  return ok("neighbours", `${found.entries} of the kernel's ${found.limit} in use${full}`);
}
