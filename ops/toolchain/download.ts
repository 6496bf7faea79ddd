import { mkdir, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Context } from "../command.ts";
import { run, tail } from "./run.ts";
import { PULUMI_VERSION, parseVersion, releaseUrl } from "./versions.ts";

/**
 * Puts the official release's binaries into `bin`. Returns why it could not, for the user: a blocked download is
 * normal in a company's network and not an error.
 */
export async function downloadCli(context: Context, bin: string, url = releaseUrl(process.platform, process.arch)): Promise<string | undefined> {
  if (!url) return `no official release for ${process.platform}/${process.arch}`;
  const temporary = `${bin}.downloading`;
  const archive = join(temporary, "pulumi.tar.gz");
  await rm(temporary, { recursive: true, force: true });
  await mkdir(temporary, { recursive: true, mode: 0o700 });
  try {
    context.out.line(`Pulumi ${PULUMI_VERSION}: downloading the official release`);
    const fetched = await run(fetchArgv(url, archive), { env: { ...process.env, NODE_USE_ENV_PROXY: "1", NODE_OPTIONS: "" } });
    if (fetched.code !== 0) return `${new URL(url).host}: ${fetched.stderr.trim()}`;
    const unpacked = await run(["tar", "-xzf", archive, "-C", temporary]);
    if (unpacked.code !== 0) return `the archive is damaged\n${tail(unpacked, 3)}`;
    const said = await run([join(temporary, "pulumi", "pulumi"), "version"], { timeoutMs: 30_000 });
    if (parseVersion(said.stdout)?.join(".") !== PULUMI_VERSION) return `the archive holds another version: ${said.stdout.trim() || said.stderr.trim()}`;
    await mkdir(dirname(bin), { recursive: true, mode: 0o700 });
    await rm(bin, { recursive: true, force: true });
    await rename(join(temporary, "pulumi"), bin);
    return undefined;
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

/** The download as a process: with the system's certificates (a company's own among them). */
export function fetchArgv(url: string, file: string): string[] {
  return [process.execPath, "--use-system-ca", "--no-warnings", fileURLToPath(new URL("./fetch.ts", import.meta.url)), url, file];
}
