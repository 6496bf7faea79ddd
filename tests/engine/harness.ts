/** A stack of its own for an engine test: the real command line on the real engine, with nothing left behind. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { randomBytes } from "node:crypto";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import Docker from "dockerode";
import type { ServiceInput } from "../../infra/service.ts";
import { execute } from "../../engine/check.ts";
import { overlaps, parseAnySubnet } from "../../infra/subnets.ts";
import { VALIDATE_LABEL } from "../../ops/transient.ts";
import { disown, ofStack, own, removeAbandoned, removeStack, restOf } from "./leftovers.ts";
import { Running, type Result } from "./running.ts";

export const ROOT = fileURLToPath(new URL("../../", import.meta.url)).replace(/\/$/, "");
const STACKS = join(ROOT, ".sutazai", "stacks");
const COMMAND_DEADLINE = 240_000;
/** For jest: a test may run so many commands. */
export const minutes = (count: number) => count * 60_000;

export type Subnets = Readonly<Record<"frontend" | "backend" | "database" | "monitoring" | "access", string>>;

export interface StackOptions {
  /** Without them the stack has the platform's own catalogue. */
  readonly services?: readonly ServiceInput[];
  /** Default: the default profile. */
  readonly profiles?: readonly string[];
  /** Folders that images are built from instead of the project's own. */
  readonly contexts?: Readonly<Record<string, string>>;
  /** Milliseconds that one command may take. */
  readonly deadline?: number;
}

export class TestStack {
  readonly name: string;
  readonly prefix: string;
  readonly subnets: Subnets;
  readonly portOffset: number;
  readonly docker = new Docker();
  readonly #deadline: number;
  readonly #folder: string;
  readonly #runs: Running[] = [];

  private constructor(name: string, folder: string, place: { subnets: Subnets; portOffset: number; deadline: number }) {
    this.name = name;
    this.prefix = `sutazai-${name}-`;
    this.subnets = place.subnets;
    this.portOffset = place.portOffset;
    this.#deadline = place.deadline;
    this.#folder = folder;
  }

  static async create(options: StackOptions): Promise<TestStack> {
    const name = `e2e-${randomBytes(4).toString("hex")}`;
    const docker = new Docker();
    await removeAbandoned(docker);
    await own(docker, name);
    const folder = mkdtempSync(join(tmpdir(), `sutazai-${name}-`));
    const stack = new TestStack(name, folder, { ...(await freePlace(docker)), deadline: options.deadline ?? COMMAND_DEADLINE });
    if (options.services) stack.services(options.services);
    mkdirSync(STACKS, { recursive: true, mode: 0o700 });
    writeFileSync(stack.settingsFile, stack.#settings(options));
    return stack;
  }

  get settingsFile(): string {
    return join(STACKS, `Pulumi.${this.name}.yaml`);
  }

  get stateFile(): string {
    return join(ROOT, ".sutazai/state/.pulumi/stacks/sutazai", `${this.name}.json`);
  }

  /** Writes the stack's catalogue: a module with these services and the test images. */
  services(services: readonly ServiceInput[]): void {
    const images = JSON.stringify(join(ROOT, "tests/engine/catalogue.ts"));
    writeFileSync(join(this.#folder, "catalogue.mts"), `export { images } from ${images};\nexport const catalogue = ${JSON.stringify(services, null, 2)};\n`);
  }

  #settings({ profiles = ["default"], contexts = {} }: StackOptions): string {
    const lines = [
      "environment: dev",
      "imageSource: lab",
      "fit: clamp",
      `profiles: [${profiles.join(", ")}]`,
      ...(existsSync(join(this.#folder, "catalogue.mts")) ? [`catalogue: ${join(this.#folder, "catalogue.mts")}`] : []),
      `portOffset: ${this.portOffset}`,
      `contexts: ${JSON.stringify(contexts)}`,
      "subnets:",
      ...Object.entries(this.subnets).map(([key, subnet]) => `  ${key}: ${subnet}`),
    ];
    return `config:\n${lines.map((line) => (line.startsWith(" ") ? `  ${line}` : `  sutazai:${line}`)).join("\n")}\n`;
  }

  /** Starts `./sutazai ARGS --stack NAME`; `done` resolves at its end or at its deadline. */
  start(...args: string[]): Running {
    return this.#run([join(ROOT, "sutazai"), ...args, "--stack", this.name], {});
  }

  cli(...args: string[]): Promise<Result> {
    return this.start(...args).done;
  }

  /** Runs a command that must end with this exit code. @throws Error with all that it said. */
  async exits(code: number, ...args: string[]): Promise<Result> {
    const result = await this.cli(...args);
    if (result.code !== code) throw new Error(`exit ${result.code} instead of ${code}\n${result.log}`);
    return result;
  }

  /** Plain pulumi, as after `eval "$(./sutazai env)"`. @throws Error unless it exits 0. */
  async pulumi(...args: string[]): Promise<Result> {
    const env = (await this.exits(0, "env", "--json")).json<Record<string, string>>();
    const result = await this.#run(["pulumi", ...args, "--stack", this.name, "--non-interactive", "--color", "never"], env).done;
    if (result.code !== 0) throw new Error(`exit ${result.code}\n${result.log}`);
    return result;
  }

  #run(argv: string[], env: Record<string, string>): Running {
    const running = new Running(argv, { cwd: ROOT, env, mark: `${this.name}.${this.#runs.length}`, deadline: this.#deadline });
    this.#runs.push(running);
    return running;
  }

  /** Everything that carries the stack's label, also what is stopped. */
  containers(): Promise<Docker.ContainerInfo[]> {
    return this.docker.listContainers({ all: true, filters: ofStack(this.name) });
  }

  /** Container ids by container name. */
  async ids(): Promise<Record<string, string>> {
    return Object.fromEntries((await this.containers()).map((c) => [c.Names[0]!.slice(1), c.Id]).sort());
  }

  container(service: string): Docker.Container {
    return this.docker.getContainer(`${this.prefix}${service}`);
  }

  /** Runs a line of shell inside a service's container, as its user. */
  async sh(service: string, line: string): Promise<{ exit: number; output: string }> {
    const { exit, output } = await execute(this.container(service), ["/bin/sh", "-c", line]);
    return { exit, output };
  }

  /** Names of the stack's networks and volumes. */
  rest(): Promise<{ networks: string[]; volumes: string[] }> {
    return restOf(this.docker, this.name);
  }

  /** Ends what still runs, takes the stack down, then removes by label what is left. @throws Error when `down` failed or left something. */
  async dispose(): Promise<void> {
    await Promise.all(this.#runs.map((r) => r.kill()));
    const down = existsSync(this.stateFile) ? await this.cli("down", "--data", "--yes") : undefined;
    const left = await removeStack(this.docker, this.name);
    await disown(this.docker, this.name);
    this.#removeFiles();
    if (down && down.code !== 0) throw new Error(`down failed with exit ${down.code}\n${down.log}`);
    if (left.length > 0) throw new Error(`down --data left behind: ${left.join(", ")}`);
  }

  #removeFiles(): void {
    const state = join(ROOT, ".sutazai/state/.pulumi");
    const folders = [STACKS, join(state, "stacks/sutazai"), ...["history", "backups", "locks/organization"].flatMap((f) => [join(state, f, "sutazai"), join(state, f)])];
    const own = (file: string) => file === this.name || file.startsWith(`${this.name}.`) || file === `Pulumi.${this.name}.yaml`;
    for (const folder of folders.filter((f) => existsSync(f))) for (const file of readdirSync(folder).filter(own)) rmSync(join(folder, file), { recursive: true, force: true });
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** Five networks and a port offset that no network of the engine and no other test stack has. */
async function freePlace(docker: Docker): Promise<{ subnets: Subnets; portOffset: number }> {
  const taken = (await docker.listNetworks()).flatMap((n) => (n.IPAM?.Config ?? []).flatMap((c) => parseAnySubnet(c.Subnet ?? "") ?? []));
  const settings = existsSync(STACKS) ? readdirSync(STACKS).filter((f) => f.endsWith(".yaml")).map((f) => readFileSync(join(STACKS, f), "utf8")).join("\n") : "";
  // Groups of five third numbers; 90 ports apart, between those of prod, staging and dev, and below the ports that the
  // kernel gives to connections (32768 and up): any process may hold one of those for a moment.
  for (let attempt = 0; attempt < 500; attempt++) {
    const slot = randomBytes(2).readUInt16BE() % 86;
    const net = (i: number) => `172.${28 + Math.floor(slot / 50)}.${(slot % 50) * 5 + i + 5}.0/24`;
    const all = [0, 1, 2, 3, 4].map(net);
    if (all.some((s) => settings.includes(s) || taken.some((t) => overlaps(t, parseAnySubnet(s)!)))) continue;
    const [frontend, backend, database, monitoring, access] = all as [string, string, string, string, string];
    return { subnets: { frontend, backend, database, monitoring, access }, portOffset: slot < 43 ? 3_100 + slot * 90 : 13_100 + (slot - 43) * 90 };
  }
  throw new Error("no five free /24 networks in 172.28-31.0.0: remove old test networks (docker network ls)");
}

/** Containers and images that validations and looks at images have left since now. */
export async function transientsSince(docker: Docker): Promise<() => Promise<string[]>> {
  const now = async () => {
    const filters = { label: [VALIDATE_LABEL] };
    const containers = await docker.listContainers({ all: true, filters });
    const images = await docker.listImages({ filters: JSON.stringify(filters) });
    return [...containers, ...images].map((found) => found.Id);
  };
  const before = new Set(await now());
  return async () => (await now()).filter((id) => !before.has(id));
}

/** Waits for a fact. @throws Error naming it when the deadline has passed. */
export async function until<T>(what: string, condition: () => Promise<T | undefined | false> | T | undefined | false, deadlineMs: number): Promise<T> {
  const end = performance.now() + deadlineMs;
  for (;;) {
    const value = await condition();
    if (value !== undefined && value !== false) return value;
    if (performance.now() > end) throw new Error(`not within ${deadlineMs / 1000} s: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
