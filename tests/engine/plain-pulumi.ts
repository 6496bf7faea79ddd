/** Plain `pulumi` in a folder of its own, as a person without this project's command line runs it. */
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT = fileURLToPath(new URL("../../", import.meta.url));
/** Milliseconds. */
export const COMMAND_DEADLINE = 90_000;

export interface PlainResult {
  readonly exit: number;
  readonly stdout: string;
  readonly stderr: string;
}

export class PlainPulumi {
  /** A folder outside the checkout; its packages are this checkout's. */
  readonly home: string;

  constructor() {
    this.home = mkdtempSync(join(tmpdir(), "sutazai-plain-"));
    mkdirSync(join(this.home, "state"));
    writeFileSync(join(this.home, "package.json"), JSON.stringify({ type: "module" }));
    symlinkSync(join(ROOT, "node_modules"), join(this.home, "node_modules"));
  }

  run(directory: string, args: readonly string[]): Promise<PlainResult> {
    const env = {
      ...process.env,
      PATH: [process.env.SUTAZAI_TOOLCHAIN_BIN, process.env.PATH].filter((part) => part !== undefined).join(delimiter),
      PULUMI_BACKEND_URL: `file://${join(this.home, "state")}`,
      PULUMI_CONFIG_PASSPHRASE: "test",
      PULUMI_SKIP_UPDATE_CHECK: "true",
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
      PULUMI_ENABLE_STREAMING_JSON_PREVIEW: "true",
      NODE_OPTIONS: "",
    };
    return new Promise((resolve) => {
      const options = { cwd: directory, env, timeout: COMMAND_DEADLINE, maxBuffer: 64 * 1024 * 1024 };
      execFile("pulumi", [...args, "--non-interactive", "--color", "never"], options, (error, stdout, stderr) => {
        const exit = error === null ? 0 : typeof error.code === "number" ? error.code : -1;
        resolve({ exit, stdout, stderr: `${stderr}${exit === -1 ? String(error) : ""}` });
      });
    });
  }

  dispose(): void {
    rmSync(this.home, { recursive: true, force: true });
  }
}
