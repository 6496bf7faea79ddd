/** The stack's secrets: made here, kept encrypted by the stack's secrets provider in a file that git ignores. */
import { randomBytes } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { loadCatalogue, loadSettings } from "../engine/load.ts";
import { secretReaders, validateCatalogue } from "../infra/rules.ts";
import { DIGEST_KEY, parseSecrets, SECRETS_KEY } from "../infra/secret-values.ts";
import { OperationError, type Context } from "./command.ts";
import { pulumi } from "./pulumi.ts";
import { ensureToolchain, type Toolchain } from "./toolchain/index.ts";

/** 32 characters of the base64url alphabet: safe in URLs, configuration files and JSON. */
export const newSecret = () => randomBytes(24).toString("base64url");

const localSettings = (context: Context, stack: string) => join(context.root, ".sutazai", "stacks", `Pulumi.${stack}.yaml`);

/** The secrets by name. Never print the result. @throws ProblemsError for what is no object of values. */
export async function readSecrets(context: Context, toolchain?: Toolchain): Promise<Record<string, string>> {
  const file = localSettings(context, context.stack);
  if (!existsSync(file) || !readFileSync(file, "utf8").includes(SECRETS_KEY)) return {};
  const tools = toolchain ?? (await ensureToolchain(context));
  const result = await pulumi(context, tools, ["config", "get", SECRETS_KEY, "--stack", context.stack], { display: "quiet" });
  if (result.code !== 0) throw new OperationError(`the secrets of stack ${context.stack} cannot be read: ${result.stderr.trim()}\n  fix: give the passphrase that they were made with (PULUMI_CONFIG_PASSPHRASE_FILE)`);
  return parseSecrets(context.stack, result.stdout);
}

/** The secrets that the catalogue asks for, whatever profiles are chosen, with the services that have each in a file. */
export async function wantedSecrets(context: Context): Promise<Map<string, string[]>> {
  const { catalogue, images } = await loadCatalogue(context.root, loadSettings(context.root, context.stack));
  return secretReaders(validateCatalogue(catalogue, { images }).services);
}

/** Makes what the catalogue asks for and has no value yet. Returns the names made. */
export async function ensureSecrets(context: Context, toolchain: Toolchain): Promise<string[]> {
  const wanted = [DIGEST_KEY, ...(await wantedSecrets(context)).keys()];
  const known = await readSecrets(context, toolchain);
  const missing = wanted.filter((name) => !known[name]);
  if (missing.length > 0) await storeSecrets(context, toolchain, Object.fromEntries(missing.map((name) => [name, newSecret()])), known);
  return missing;
}

/** Stores these values beside the others; the services get them by the next deploy. */
export async function storeSecrets(context: Context, toolchain: Toolchain, values: Readonly<Record<string, string>>, others?: Readonly<Record<string, string>>): Promise<void> {
  const all = { ...(others ?? (await readSecrets(context, toolchain))), ...values };
  const result = await pulumi(context, toolchain, ["config", "set", SECRETS_KEY, "--secret", "--stack", context.stack], { display: "quiet", input: JSON.stringify(all) });
  if (result.code !== 0) throw new OperationError(`the secrets of stack ${context.stack} cannot be stored: ${result.stderr.trim()}`);
}
