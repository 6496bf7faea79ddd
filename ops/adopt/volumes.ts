/** `adopt --volume OLD=NEW`: the data of volumes that something else made, docker compose for one, becomes the stack's. The old ones stay. */
import type Docker from "dockerode";
import { orAbsent } from "../../engine/client.ts";
import { isOurs, ownerLabels } from "../../infra/names.ts";
import type { StackPlan } from "../../infra/plan-types.ts";
import { refuse, type Problem } from "../../infra/problems.ts";
import { formatBytes } from "../../infra/units.ts";
import { counted } from "../../infra/words.ts";
import { EXIT, OperationError, type Context, type ExitCode } from "../command.ts";
import { nearest } from "../../infra/nearest.ts";
import { copyVolume, countFiles } from "./copy.ts";

export interface VolumePair {
  readonly from: string;
  /** The engine's name. */
  readonly to: string;
  /** Services of the plan that mount it, with the user that each runs as. */
  readonly users: readonly { readonly service: string; readonly user: string }[];
}

/** Shows; with `--yes` copies one after the other, each proved equal. */
export async function adoptVolumes(context: Context, plan: StackPlan, docker: Docker, words: readonly string[]): Promise<ExitCode> {
  const pairs = readPairs(words, plan);
  const image = await anyImage(docker);
  refuse("volumes to adopt", (await Promise.all(pairs.map((pair) => against(docker, plan, image, pair)))).flat());
  const volumes: { from: string; to: string; services: string[]; files?: number; bytes?: number; note?: string }[] = [];
  for (const pair of pairs) {
    const services = pair.users.map(({ service }) => service);
    if (!context.yes) {
      context.out.line(`would copy ${pair.from} to ${pair.to} (${services.join(", ")})`);
      volumes.push({ from: pair.from, to: pair.to, services });
      continue;
    }
    const { entries, bytes } = await context.out.step(`copying ${pair.from} to ${pair.to}`, (progress) => fill(docker, plan, image, pair, rarely((done) => progress(formatBytes(done)))));
    const strange = strangers([...entries.values()], pair.users);
    context.out.line(`copied ${pair.from} to ${pair.to} (${services.join(", ")}): ${filesAndFolders(entries.size)}, ${formatBytes(bytes)}, all equal; ${pair.from} is as it was`);
    if (strange !== undefined) context.out.line(`  note: ${strange}`);
    volumes.push({ from: pair.from, to: pair.to, services, files: entries.size, bytes, ...(strange === undefined ? {} : { note: strange }) });
  }
  context.out.line(context.yes ? `next: ./sutazai up --stack ${context.stack}` : `stack ${context.stack}: ${counted(pairs.length, "volume")}; --yes copies ${pairs.length === 1 ? "it" : "them"}`);
  context.out.json({ stack: context.stack, adopted: context.yes, volumes });
  return EXIT.done;
}

/** @throws ProblemsError with every word that names no pair, or a volume twice. */
export function readPairs(words: readonly string[], { volumes, prefix, services }: Pick<StackPlan, "volumes" | "prefix" | "services">): VolumePair[] {
  const short = volumes.map((name) => name.slice(prefix.length));
  const problems: Problem[] = [];
  const pairs = words.flatMap((word): VolumePair[] => {
    const [, from = "", key = ""] = /^([^=]+)=([^=]+)$/.exec(word) ?? [];
    if (from === "") return problems.push({ path: `--volume ${word}`, rule: "OLD=NEW", got: word, fix: "name the volume that there is, and the stack's that gets its data" }), [];
    const to = volumes.find((name) => name === key || name === `${prefix}${key}`);
    if (to === undefined) {
      const near = nearest(key, short);
      problems.push({ path: `--volume ${word}`, rule: "NEW is a data volume of the stack", got: key, fix: `one of ${(near.length > 0 ? near : short).join(", ") || "none: no service of it has data"}` });
      return [];
    }
    return [{ from, to, users: services.filter((s) => s.volumes.some((v) => v.volume === to)).map((s) => ({ service: s.name, user: s.user })) }];
  });
  const names = pairs.flatMap(({ from, to }) => [from, to]);
  for (const name of new Set(names.filter((one, i) => names.indexOf(one) !== i))) problems.push({ path: "--volume", rule: "each volume once", got: `${name} several times`, fix: "leave all but one out" });
  refuse("volumes to adopt", problems);
  return pairs;
}

async function against(docker: Docker, plan: StackPlan, image: string, { from, to }: VolumePair): Promise<Problem[]> {
  const [old, own] = await Promise.all([from, to].map((name) => inspected(docker, name)));
  const holders = async (volume: string, all: boolean) => (await docker.listContainers({ all, filters: { volume: [volume] } })).map((c) => c.Names[0]?.replace(/^\//, "") ?? c.Id.slice(0, 12)).sort();
  const problems: Problem[] = [];
  if (!old) problems.push({ path: from, rule: "a volume of the engine", got: "no such volume", fix: "docker volume ls lists them" });
  const running = old ? await holders(from, false) : [];
  if (running.length > 0) problems.push({ path: from, rule: "at rest: what is written while it is copied would be lost", got: `${running.join(", ")} runs with it`, fix: `docker stop ${running.join(" ")}` });
  if (!own) return problems;
  const users = await holders(to, true);
  if (!isOurs(own.Labels, plan)) problems.push({ path: to, rule: "the stack's own, or not there yet", got: "a volume that the stack did not make", fix: "copy it away and remove it" });
  else if (users.length > 0) problems.push({ path: to, rule: "used by no container", got: `${users.join(", ")} has it`, fix: `./sutazai down --stack ${plan.stack} (data stays)` });
  else {
    const files = await countFiles(docker, plan, image, to);
    if (files > 0) problems.push({ path: to, rule: "empty: nothing is written over", got: filesAndFolders(files), fix: `if they are of no worth: docker volume rm ${to}` });
  }
  return problems;
}

const inspected = (docker: Docker, name: string) => orAbsent(docker.getVolume(name).inspect());

/** What fails leaves no half-filled volume: it was empty or not there. */
async function fill(docker: Docker, plan: StackPlan, image: string, { from, to }: VolumePair, progress: (bytes: number) => void) {
  const empty = () => docker.createVolume({ Name: to, Driver: "local", Labels: ownerLabels(plan) });
  const before = await inspected(docker, to);
  if (!before) await empty();
  try {
    return await copyVolume(docker, { owner: plan, image, from, to }, progress);
  } catch (error) {
    await docker.getVolume(to).remove();
    if (before) await empty();
    throw new OperationError(`${from} was not copied to ${to}: ${(error as Error).message}\n  ${from} is as it was, and ${to} as before`);
  }
}

/** Any image will do, since nothing of it is started; one that declares no volumes of its own. */
async function anyImage(docker: Docker): Promise<string> {
  for (const { Id } of await docker.listImages()) if (Object.keys((await docker.getImage(Id).inspect()).Config.Volumes ?? {}).length === 0) return Id;
  throw new OperationError("no image is on the engine to reach volumes with\n  fix: ./sutazai images build");
}

const FIRST_WORD_BYTES = 64 * 1024 ** 2;

/** Said first after 64 MiB, then each time when half as much again has come: a log stays short. */
function rarely(say: (bytes: number) => void): (bytes: number) => void {
  let next = FIRST_WORD_BYTES;
  return (bytes) => {
    if (bytes < next) return;
    next = bytes * 1.5;
    say(bytes);
  };
}

const filesAndFolders = (count: number) => counted(count, "file or folder", "files and folders");

/** @param entries `kind mode uid gid ...` each */
export function strangers(entries: readonly string[], users: VolumePair["users"]): string | undefined {
  const ids = new Set(users.map(({ user }) => user.split(":")[0]!));
  const others = entries.filter((entry) => !ids.has(entry.split(" ")[2]!)).length;
  if (others === 0 || users.length === 0) return undefined;
  return `${others} of them ${others === 1 ? "belongs" : "belong"} to another user than ${users.map(({ service, user }) => `${user}, as which ${service} runs`).join(" or ")}; owners are kept as they were`;
}
