/** syft, which lists what an image holds: found, or built from `toolchain/syft`. */
import { access } from "node:fs/promises";
import { join } from "node:path";
import type { Context } from "../command.ts";
import { buildInto } from "../toolchain/build.ts";
import { hashTree, withLock } from "../toolchain/files.ts";
import { findOnPath, run } from "../toolchain/run.ts";
import { serves } from "../toolchain/versions.ts";

/** A syft on PATH serves from this version on, below the next major one. */
const SYFT_MINIMUM = "1.0.0";
const SYFT_VERSION = "1.57.1";
/** Seconds of a cold build on 2 cores: half of the CPU seconds measured. */
const COLD_SECONDS = 140;

/** The folder of our own build; its name says what it is made from. */
async function buildFolder(context: Pick<Context, "root" | "cache">): Promise<string> {
  return join(context.cache, "toolchain", `syft-${SYFT_VERSION}-${process.platform}-${process.arch}-${await hashTree(moduleOf(context))}`);
}

const moduleOf = ({ root }: Pick<Context, "root">) => join(root, "toolchain", "syft");

/** syft on PATH, else the one built before; undefined when it would have to be built. */
export async function findSyft(context: Pick<Context, "root" | "cache">): Promise<string | undefined> {
  for (const syft of await findOnPath("syft")) {
    const { stdout } = await run([syft, "version", "-o", "json"], { timeoutMs: 10_000 });
    if (serves(/"version":\s*"([^"]+)"/.exec(stdout)?.[1] ?? "", SYFT_MINIMUM)) return syft;
  }
  const built = join(await buildFolder(context), "syft");
  return access(built).then(() => built, () => undefined);
}

/** @throws EnvironmentError when there is none and it cannot be built. */
export async function ensureSyft(context: Context): Promise<string> {
  const waits = () => context.out.line("Another `sutazai` is building syft: waiting for it.");
  return (await findSyft(context)) ?? withLock(join(context.cache, "toolchain", ".lock-syft"), waits, async () => (await findSyft(context)) ?? build(context));
}

async function build(context: Context): Promise<string> {
  const folder = await buildFolder(context);
  context.out.line("syft is not on PATH: building it from Go modules, once");
  await buildInto(context, folder, (go, dir) => [
    {
      title: `syft ${SYFT_VERSION}`,
      coldSeconds: COLD_SECONDS,
      cwd: moduleOf(context),
      output: join(dir, "syft"),
      argv: [go, "build", "-v", "-trimpath", "-ldflags", `-s -w -X main.version=${SYFT_VERSION}`, "-o", join(dir, "syft"), "github.com/anchore/syft/cmd/syft"],
    },
  ]);
  return join(folder, "syft");
}
