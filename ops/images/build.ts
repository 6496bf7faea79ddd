import { counted } from "../../infra/words.ts";
import { loadStack, type LoadedStack } from "../../engine/load.ts";
import { engine } from "../../engine/client.ts";
import { EXIT, OperationError, UsageError, type Context, type ExitCode } from "../command.ts";
import { common, outcome } from "../commands/up.ts";
import { ensureEngine, ensureTools } from "../engine/install.ts";
import { exportHostMetrics } from "../host-metrics.ts";
import { nearest } from "../../infra/nearest.ts";
import { prepareStack } from "../prepare.ts";
import { pulumi } from "../pulumi.ts";
import { recover } from "../recover.ts";
import { ensureToolchain } from "../toolchain/index.ts";
import { imageRows, localImages } from "./local.ts";
import { imageEntries, imageTargets, withParents } from "./model.ts";

/** `images build`: the same Pulumi program as `up`, held to its images; so a later `up` finds them in its state. */
export async function buildImages(context: Context, names: readonly string[]): Promise<ExitCode> {
  const started = performance.now();
  await ensureEngine(context);
  const toolchain = await ensureToolchain(context);
  const loaded = await loadStack(context.root, context.stack);
  if (loaded.facts.source === "lab") await ensureTools(context, ["debootstrap"]);
  const wanted = wantedImages(loaded, names);
  await prepareStack(context, toolchain);
  (await recover(context, toolchain)).forEach((text) => context.out.line(`recovered: ${text}`));
  const result = await pulumi(context, toolchain, ["up", "--yes", "--skip-preview", ...common(context), ...imageTargets(wanted)], { display: "show", events: true });
  await exportHostMetrics(context.out, loaded.plan, result, engine());
  const refused = outcome(context, result, "what was built before stays");
  if (refused === EXIT.findings) return refused;
  if (refused !== undefined) throw new OperationError(`images of stack ${context.stack} were not built: see above`);
  const images = await localImages(engine(), imageEntries(loaded.plan).filter((e) => wanted.includes(e.name)));
  const seconds = Math.round((performance.now() - started) / 100) / 10;
  context.out.table(imageRows(images));
  context.out.line(`\n${counted(images.length, "image")}; ${seconds} s`);
  context.out.json({ stack: context.stack, images, seconds });
  return EXIT.done;
}

/** The named images and what they stand on; all when none is named. @throws UsageError for a name that no chosen service needs. */
export function wantedImages({ plan, images, settings }: Pick<LoadedStack, "plan" | "images" | "settings">, names: readonly string[]): string[] {
  const entries = imageEntries(plan);
  const known = entries.map((e) => e.name);
  for (const name of names) {
    if (known.includes(name)) continue;
    if (images.some((i) => i.name === name)) throw new UsageError(`no service of stack ${plan.stack} with profiles ${settings.profiles.join(", ")} and images from ${plan.source} runs on ${name}; --profile chooses others`);
    const near = nearest(name, known);
    throw new UsageError(`no image is called "${name}"; ${near.length > 0 ? `nearest: ${near.join(", ")}` : "./sutazai images list has the names"}`);
  }
  return withParents(entries, names.length > 0 ? names : known);
}
