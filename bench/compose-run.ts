/** Docker compose itself: the plugin that is installed, else built from toolchain/compose into the cache. */
import { access } from "node:fs/promises";
import { join } from "node:path";
import type { Context } from "../ops/command.ts";
import { buildInto } from "../ops/toolchain/build.ts";
import { hashTree, withLock } from "../ops/toolchain/files.ts";
import { findOnPath, run } from "../ops/toolchain/run.ts";

/** Words to call compose with. */
export interface Compose {
  readonly argv: readonly string[];
  readonly version: string;
}

const VERSION = "2.30.0";

export async function ensureCompose(context: Context): Promise<Compose> {
  return (await installed(["docker", "compose"])) ?? (await standalone()) ?? (await built(context));
}

async function installed(argv: readonly string[]): Promise<Compose | undefined> {
  const said = await run([...argv, "version", "--short"], { timeoutMs: 20_000 });
  const version = /^v?(\d+\.\d+\.\d+\S*)/.exec(said.stdout.trim())?.[1];
  return said.code === 0 && version?.startsWith("2.") ? { argv, version } : undefined;
}

async function standalone(): Promise<Compose | undefined> {
  for (const file of await findOnPath("docker-compose")) {
    const found = await installed([file]);
    if (found) return found;
  }
  return undefined;
}

async function built(context: Context): Promise<Compose> {
  const modules = join(context.root, "toolchain", "compose");
  const dir = join(context.cache, "toolchain", `compose-${VERSION}-${process.platform}-${process.arch}-${await hashTree(modules)}`);
  const binary = join(dir, "docker-compose");
  const there = () => access(binary).then(() => true, () => false);
  if (!(await there())) {
    await withLock(`${dir}.lock`, () => context.out.line("Another run builds docker compose: waiting for it."), async () => {
      if (await there()) return;
      context.out.line("docker compose is not installed: building it from Go modules, once; only the bench uses it.");
      await buildInto(context, dir, (go, target) => [{
        title: `docker compose ${VERSION}`,
        coldSeconds: 160,
        cwd: modules,
        output: join(target, "docker-compose"),
        argv: [go, "build", "-v", "-trimpath", "-ldflags", `-s -w -X github.com/docker/compose/v2/internal.Version=v${VERSION}`,
          "-o", join(target, "docker-compose"), "github.com/docker/compose/v2/cmd"],
      }]);
    });
  }
  return { argv: [binary], version: VERSION };
}
