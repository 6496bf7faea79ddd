import { randomBytes, randomUUID } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { engine } from "../../engine/client.ts";
import { loadStack, type LoadedStack } from "../../engine/load.ts";
import { imageOf } from "../../infra/compose/export.ts";
import { closure } from "../../infra/graph.ts";
import { counted } from "../../infra/words.ts";
import { observeForAdoption, type Found } from "../adopt/observe.ts";
import { adoptVolumes } from "../adopt/volumes.ts";
import { adoptedResources, UNKNOWN, type PreviewStep } from "../adopt/state.ts";
import { refuseUnchosen } from "../chosen.ts";
import { EXIT, OperationError, type CommandSpec, type Context, type ExitCode } from "../command.ts";
import type { Difference } from "../drift.ts";
import { prepareStack } from "../prepare.ts";
import { changesOf, pulumi } from "../pulumi.ts";
import { fingerprint } from "../record.ts";
import { readSecrets } from "../secrets.ts";
import { containersOf, nameOf, readLocks, readState, type StateResource } from "../state.ts";
import { ensureToolchain, type Toolchain } from "../toolchain/index.ts";
import { remember } from "./up.ts";

/** `adopt`: running containers that the state does not know become the stack's, without a restart; or the data of other volumes does. Shows; `--yes` acts. */
export const adopt: CommandSpec = {
  name: "adopt",
  summary: "take running containers that the state does not know, or the data of other volumes, into the stack",
  configure: (command) =>
    void command
      .option("--service <name...>", "only these services and what they need")
      .option("--volume <old=new...>", "copy the data of these volumes into the stack's volumes, in place of adopting containers"),
  async run(context, _args, options) {
    const toolchain = await ensureToolchain(context);
    const loaded = await loadStack(context.root, context.stack);
    await prepareStack(context, toolchain);
    const living = readLocks(context, toolchain).find((lock) => lock.alive);
    if (living) throw new OperationError(`stack ${context.stack} is being changed by process ${living.pid}\n  fix: wait until it ends; nothing was touched`);
    if (Array.isArray(options.volume)) return adoptVolumes(context, loaded.plan, engine(), options.volume as string[]);
    const state = await readState(context, toolchain);
    const services = candidates(loaded, new Set(containersOf(state).map((r) => nameOf(r.urn))), options.service);
    const found = await observeForAdoption(loaded.plan, services, await readSecrets(context, toolchain), engine());
    if (found.differences.length > 0) return refuseDifferent(context, found.differences);
    const names = services.map((s) => s.name);
    if (names.length > 0 && context.yes) await write(context, toolchain, loaded, found, names, state.resources);
    services.forEach((s) => context.out.line(`${context.yes ? "adopted" : "would adopt"} ${s.container} (${found.containers.get(s.name)!.slice(0, 12)})`));
    context.out.line(names.length === 0 ? `stack ${context.stack}: nothing to adopt` : `stack ${context.stack}: ${context.yes ? `${counted(names.length, "container")} adopted, none restarted` : `${counted(names.length, "container")}; --yes adopts ${names.length === 1 ? "it" : "them"}`}`);
    context.out.json({ stack: context.stack, adopted: context.yes, services: services.map((s) => ({ service: s.name, container: found.containers.get(s.name) })), differences: [] });
    return EXIT.done;
  },
};

/** The services that the state does not have: all, or these and what they need. */
function candidates(loaded: LoadedStack, known: ReadonlySet<string>, chosen: unknown) {
  const { plan } = loaded;
  const words = Array.isArray(chosen) ? (chosen as string[]) : [];
  refuseUnchosen(loaded.stack, words, loaded, loaded.settings.profiles);
  const wanted = words.length === 0 ? undefined : closure(new Map(plan.services.map((s) => [s.name, s.dependsOn])), words);
  return plan.services.filter((s) => !known.has(s.name) && (wanted === undefined || wanted.has(s.name)));
}

function refuseDifferent(context: Context, differences: readonly Difference[]): ExitCode {
  const sorted = [...differences].sort((a, b) => a.service.localeCompare(b.service) || a.field.localeCompare(b.field));
  context.out.table([["SERVICE", "FIELD", "WANT", "GOT"], ...sorted.map((d) => [d.service, d.field, d.want, d.got])]);
  context.out.line(`stack ${context.stack}: nothing was adopted; what runs differs from the plan in ${counted(sorted.length, "field")}`);
  context.out.line(`  fix: change the catalogue or the settings to what runs, or remove those containers (their data volumes stay) and let ./sutazai up --stack ${context.stack} make them anew;`);
  context.out.line("       --service NAME adopts those that do not differ");
  context.out.json({ stack: context.stack, adopted: false, services: [], differences: sorted });
  return EXIT.findings;
}

/** Puts them into the state, and takes them out again when a preview would then change one of them. */
async function write(context: Context, toolchain: Toolchain, { plan }: LoadedStack, found: Found, names: readonly string[], known: readonly StateResource[]): Promise<void> {
  const quiet = async (what: string, args: readonly string[]) => {
    const result = await pulumi(context, toolchain, [...args, "--stack", context.stack], { display: "quiet" });
    if (result.code !== 0) throw new OperationError(`${what}: ${(result.stderr || result.stdout).trim()}`);
    return result.stdout;
  };
  const folder = mkdtempSync(join(tmpdir(), "sutazai-adopt-"));
  const [before, after] = [join(folder, "before.json"), join(folder, "after.json")];
  try {
    await context.out.step(`adopting ${counted(names.length, "container")} into the state`, async (progress) => {
      const preview = JSON.parse(await quiet("the stack cannot be previewed", ["preview", "--json"])) as { steps: PreviewStep[] };
      await quiet("the state cannot be read", ["stack", "export", "--file", before]);
      const whole = JSON.parse(readFileSync(before, "utf8")) as { deployment: { resources?: StateResource[] } };
      const added = adoptedResources(preview.steps.filter((s) => belongs(s.urn, plan.services.map((p) => p.name), names)), existing(plan, found), known);
      whole.deployment.resources = [...(whole.deployment.resources ?? []), ...added];
      writeFileSync(after, JSON.stringify(whole), { mode: 0o600 });
      try {
        await quiet("the state cannot be written", ["stack", "import", "--file", after]);
        progress("reading them from the engine");
        await quiet("the adopted resources cannot be read", ["refresh", "--yes", "--skip-preview"]);
        progress("previewing");
        await demandNoChange(context, toolchain, names);
      } catch (error) {
        await quiet("the former state cannot be put back", ["stack", "import", "--file", before]);
        throw error;
      }
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  await remember(context, toolchain, names.length + containersOf({ resources: known, pending: 0 }).length === plan.services.length ? fingerprint(context, plan) : "");
}

/** Resources of services that are not adopted are left out; what belongs to none is taken. */
function belongs(urn: string, all: readonly string[], names: readonly string[]): boolean {
  const type = urn.split("::")[2]!;
  if (!type.startsWith("sutazai:docker:TieredService")) return true;
  const name = nameOf(urn);
  const owner = all.find((service) => [service, `${service}-files`, `${service}-gate`].includes(name)) ?? all.find((service) => name.startsWith(`files-${service}-`));
  return owner === undefined || names.includes(owner);
}

function existing(plan: LoadedStack["plan"], { containers, networks, images }: Found) {
  const must = (map: ReadonlyMap<string, string>, key: string, what: string) => {
    const id = map.get(key);
    if (id === undefined) throw new OperationError(`${what} ${key} is not on the engine: nothing was adopted`);
    return id;
  };
  const service = (name: string) => plan.services.find((s) => s.name === name)!;
  const imageId = (name: string) => must(images, imageOf(plan, service(name)), "image");
  return {
    container: (name: string) => must(containers, name, "the container of"),
    network: (name: string) => must(networks, name, "network"),
    image: (reference: string) => must(images, reference, "image"),
    imageOf: imageId,
    triggers: (step: string, written: readonly string[]) => {
      const [, name = "", kind] = /^(.*)-(gate|files)$/.exec(step) ?? [];
      if (kind === "gate") return written.map((word) => (word === UNKNOWN ? must(containers, name, "the container of") : word));
      const s = service(name);
      return [written[0]!, imageId(name), ...s.fileSets.map((set) => set.volume), ...s.volumes.map((v) => v.volume)];
    },
    newId: (type: string) => (type.startsWith("pulumi:providers:") ? randomUUID() : randomBytes(16).toString("hex")),
  };
}

async function demandNoChange(context: Context, toolchain: Toolchain, names: readonly string[]): Promise<void> {
  const result = await pulumi(context, toolchain, ["preview", "--stack", context.stack], { display: "quiet", events: true });
  if (result.code !== 0) throw new OperationError(`the preview after it failed, and the former state was put back: ${(result.stderr || result.stdout).trim()}`);
  const changes = changesOf(result.events, true).filter((c) => names.includes(c.service));
  if (changes.length > 0) throw new OperationError(`a preview would change what was adopted, so the former state was put back:\n${changes.map((c) => `  ${c.resource}: ${c.op} ${c.fields.join(", ")}`).join("\n")}`);
}
