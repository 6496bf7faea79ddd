/** Reads a stack of this checkout: settings, catalogue, host facts, plan. The program and every command begin here. */
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { isAbsolute, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { PROFILES } from "../infra/classes.ts";
import { meant } from "../infra/nearest.ts";
import { IMAGES, type ImageDefinition } from "../infra/images.ts";
import { planStack } from "../infra/plan.ts";
import type { HostFacts, StackPlan } from "../infra/plan-types.ts";
import { ProblemsError, refuse } from "../infra/problems.ts";
import type { ServiceInput } from "../infra/service.ts";
import { parseSettings, type SettingsFile, type StackSettings } from "../infra/stack-settings.ts";
import { engine } from "./client.ts";
import { checkoutFacts, checkoutId, gatherFacts, recordedSource } from "./facts.ts";

/** The checkout that this file belongs to. */
export const ROOT = resolve(import.meta.dirname, "..");

/** State, keys and journal. */
export const homeOf = (root: string) => join(root, ".sutazai");

/** The stack's settings of the repository and this machine's own, which win. */
export function settingsFiles(root: string, stack: string): SettingsFile[] {
  const name = `Pulumi.${stack}.yaml`;
  const paths = [name, join(".sutazai", "stacks", name)];
  return paths.filter((path) => isFile(join(root, path))).map((path) => ({ path, text: readFileSync(join(root, path), "utf8") }));
}

/** Every stack that has settings in the repository. */
export function stacksOf(root: string): string[] {
  return readdirSync(root).flatMap((name) => /^Pulumi\.([a-z0-9-]+)\.yaml$/.exec(name)?.[1] ?? []).sort();
}

/** @throws ProblemsError when there are no settings, or wrong ones. */
export function loadSettings(root: string, stack: string): StackSettings {
  const files = settingsFiles(root, stack);
  if (files.length === 0) {
    throw new ProblemsError(`stack ${stack}`, [
      { path: `--stack ${stack}`, rule: "a stack with a settings file", got: `no Pulumi.${stack}.yaml; there are ${stacksOf(root).join(", ") || "none"}`, fix: `name one of those, or copy Pulumi.dev.yaml to Pulumi.${stack}.yaml and give it its own portOffset and subnets` },
    ]);
  }
  const { settings, problems } = parseSettings(stack, files);
  if (!settings) throw new ProblemsError(`settings of stack ${stack}`, problems);
  return { ...settings, ...overrides() };
}

/** `--profile` of the command line reaches the program as SUTAZAI_PROFILES, a list with commas. */
function overrides(): Partial<StackSettings> {
  const list = process.env.SUTAZAI_PROFILES?.split(",").filter(Boolean) ?? [];
  refuse("profiles", list.filter((name) => !PROFILES.includes(name as never)).map((name) => ({ path: `--profile ${name}`, rule: `one of ${PROFILES.join(", ")}`, got: `"${name}"`, fix: meant(name, PROFILES, "choose one of these") })));
  return list.length > 0 ? { profiles: [...new Set(list)] as StackSettings["profiles"] } : {};
}

/** A catalogue and the images that it may use. */
export interface Catalogue {
  readonly catalogue: readonly ServiceInput[];
  readonly images: readonly ImageDefinition[];
}

/** The platform's catalogue, or the module that the settings name; such a module may export more `images`. */
export async function loadCatalogue(root: string, settings: StackSettings): Promise<Catalogue> {
  if (!settings.catalogue) return { catalogue: (await import("../infra/catalogue/index.ts")).catalogue, images: IMAGES };
  const path = isAbsolute(settings.catalogue) ? settings.catalogue : join(root, settings.catalogue);
  if (!existsSync(path)) {
    throw new ProblemsError("settings", [{ path: "sutazai:catalogue", rule: "a module that exports `catalogue`", got: `${settings.catalogue}, which does not exist`, fix: "correct the path" }]);
  }
  const own = (await import(pathToFileURL(path).href)) as Partial<Catalogue>;
  return { catalogue: own.catalogue ?? [], images: [...IMAGES, ...(own.images ?? [])] };
}

export interface LoadedStack extends Catalogue {
  readonly stack: string;
  readonly settings: StackSettings;
  readonly facts: HostFacts;
  readonly plan: StackPlan;
}

/** @throws ProblemsError with every problem of settings, catalogue and host; the client's error when no engine answers. */
export async function loadStack(root: string, stack: string): Promise<LoadedStack> {
  const settings = loadSettings(root, stack);
  const { catalogue, images } = await loadCatalogue(root, settings);
  const facts = await gatherFacts({ root, home: homeOf(root), settings, catalogue, images, docker: engine() });
  const plan = planStack({ stack, catalogue, images, settings, host: facts, fileExists: (path) => isFile(join(root, path)) });
  return { stack, settings, catalogue, images, facts, plan };
}

/** A host on which every stack fits. */
const GENEROUS = { cpus: 1024, memory: 16 * 1024 ** 2, api: [1, 44] } as const;

/** The plan without an engine, as on a host that is big enough. @throws ProblemsError with every problem of settings and catalogue. */
export async function planOffline(root: string, stack: string): Promise<StackPlan> {
  const settings = loadSettings(root, stack);
  const { catalogue, images } = await loadCatalogue(root, settings);
  const facts: HostFacts = { ...GENEROUS, source: offlineSource(root, settings), checkout: checkoutId(homeOf(root)), ...checkoutFacts(root, settings, catalogue, images) };
  return planStack({ stack, catalogue, images, settings, host: facts, fileExists: (path) => isFile(join(root, path)) });
}

/** `auto` as this machine decided before, else registry: asking needs an engine. */
function offlineSource(root: string, { imageSource }: StackSettings): HostFacts["source"] {
  return imageSource === "auto" ? (recordedSource(homeOf(root)) ?? "registry") : imageSource;
}

const isFile = (path: string) => existsSync(path) && statSync(path).isFile();
