/** Makes a stack ready for Pulumi: known to the backend, with its secrets. Cheap when there is nothing to do. */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stacksOf } from "../engine/load.ts";
import { OperationError, type Context } from "./command.ts";
import { pulumi } from "./pulumi.ts";
import { PROJECT } from "../infra/names.ts";
import { ProblemsError } from "../infra/problems.ts";
import { ensureSecrets } from "./secrets.ts";
import { backendFolder } from "./state.ts";
import type { Toolchain } from "./toolchain/index.ts";

/** Every stack that has settings in the repository. @returns why those that could not be are not. */
export async function prepareStacks(context: Context, toolchain: Toolchain): Promise<string[]> {
  const failures: string[] = [];
  for (const stack of stacksOf(context.root)) {
    try {
      await prepareStack({ ...context, stack }, toolchain);
    } catch (error) {
      if (!(error instanceof ProblemsError || error instanceof OperationError)) throw error;
      failures.push(error.message);
    }
  }
  return failures;
}

/** @throws OperationError when the backend refuses the stack; ProblemsError for wrong settings. */
export async function prepareStack(context: Context, toolchain: Toolchain): Promise<void> {
  const stamp = join(context.home, "stacks", `${context.stack}.prepared`);
  const wanted = fingerprint(context, toolchain);
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted && known(context, toolchain)) return;
  await context.out.step(`preparing stack ${context.stack}: state and secrets`, async (progress) => {
    await ensureStack(context, toolchain);
    const names = await ensureSecrets(context, toolchain);
    if (names.length > 0) progress(`made ${names.length} secrets: ${names.join(", ")}`);
  });
  mkdirSync(join(context.home, "stacks"), { recursive: true, mode: 0o700 });
  writeFileSync(stamp, fingerprint(context, toolchain), { mode: 0o600 });
}

/** A known stack is left alone: `stack init` would stumble over the lock of a killed deploy, which `recover` removes later. */
async function ensureStack(context: Context, toolchain: Toolchain): Promise<void> {
  if (backendFolder(toolchain) && known(context, toolchain)) return;
  const made = await pulumi(context, toolchain, ["stack", "init", context.stack, "--secrets-provider", "passphrase", "--no-select"], { display: "quiet" });
  if (made.code !== 0 && !/already exists/.test(made.stderr + made.stdout)) throw new OperationError(`stack ${context.stack} cannot be created: ${(made.stderr || made.stdout).trim()}`);
}

/** Whether a file backend has the stack; of any other it is believed. */
function known(context: Context, toolchain: Toolchain): boolean {
  const folder = backendFolder(toolchain);
  return folder === undefined || existsSync(join(folder, "stacks", PROJECT, `${context.stack}.json`));
}

const filesOf = (folder: string) => readdirSync(folder).sort().map((name) => join(folder, name));

/** Changes with the settings, the catalogue's text and the backend; and when the local settings file is gone. */
function fingerprint(context: Context, toolchain: Toolchain): string {
  const hash = createHash("sha256").update(toolchain.env.PULUMI_BACKEND_URL ?? "");
  const local = join(context.home, "stacks", `Pulumi.${context.stack}.yaml`);
  const sources = ["catalogue", "generators"].flatMap((name) => filesOf(join(context.root, "infra", name)));
  const files = [join(context.root, `Pulumi.${context.stack}.yaml`), local, ...sources];
  const own = existsSync(local) ? /^\s*sutazai:catalogue:\s*(\S+)/m.exec(readFileSync(local, "utf8"))?.[1] : undefined;
  if (own) files.push(own.startsWith("/") ? own : join(context.root, own));
  for (const file of files) hash.update(file).update(existsSync(file) ? readFileSync(file) : "none");
  return hash.digest("hex");
}

