import { engine } from "../../engine/client.ts";
import { loadStack } from "../../engine/load.ts";
import { describe, push } from "../../engine/registry.ts";
import { cacheReference } from "../../infra/build-options.ts";
import { ProblemsError } from "../../infra/problems.ts";
import { EXIT, OperationError, type Context, type ExitCode } from "../command.ts";
import { wantedImages } from "./build.ts";
import { localImages } from "./local.ts";
import { imageEntries } from "./model.ts";

interface Pushed {
  readonly name: string;
  readonly reference: string;
  readonly digest: string;
  /** `there`: the registry had it; its tag names its content. */
  readonly state: "pushed" | "there";
}

/** `images push`: the named images built here, or all, to the registry of the settings. */
export async function pushImages(context: Context, names: readonly string[]): Promise<ExitCode> {
  const loaded = await loadStack(context.root, context.stack);
  const { push: place } = loaded.settings.registry;
  if (place === undefined) {
    throw new ProblemsError(`stack ${context.stack}`, [
      { path: "sutazai:registry.push", rule: "the registry that images are pushed to", got: "nothing", fix: `pulumi config set --path sutazai:registry.push HOST:PORT/FOLDER --stack ${context.stack}` },
    ]);
  }
  const all = wantedImages(loaded, names);
  const wanted = names.length > 0 ? names : all;
  const images = await localImages(engine(), imageEntries(loaded.plan).filter((e) => e.kind !== "upstream" && wanted.includes(e.name)));
  const missing = images.filter((i) => !i.built).map((i) => i.name);
  if (missing.length > 0) throw new OperationError(`not built yet: ${missing.join(", ")}\n  fix: ./sutazai images build ${names.join(" ")}${names.length > 0 ? " " : ""}--stack ${context.stack}`);
  const pushed: Pushed[] = [];
  for (const { name, reference } of images) {
    const target = `${place}/${reference}`;
    pushed.push(await context.out.step(`pushing ${target}`, () => pushOne(name, reference, target)));
    // What the next build of this name begins from (infra/build-options.ts).
    if (pushed.at(-1)!.state === "pushed") await push(engine(), reference, cacheReference(place, reference));
  }
  context.out.table([["IMAGE", "REFERENCE", "DIGEST", "NOW"], ...pushed.map((p) => [p.name, p.reference, p.digest, p.state])]);
  context.out.json({ stack: context.stack, images: pushed });
  return EXIT.done;
}

async function pushOne(name: string, tag: string, target: string): Promise<Pushed> {
  const there = await describe(engine(), target);
  return there ? { name, reference: target, digest: there.digest, state: "there" } : { name, reference: target, digest: await push(engine(), tag, target), state: "pushed" };
}
