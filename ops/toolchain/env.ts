import { randomBytes } from "node:crypto";
import { access, chmod, link, lstat, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { delimiter, dirname, join } from "node:path";
import { EnvironmentError, type Context } from "../command.ts";

/** Where a toolchain comes from: found on PATH, Pulumi's own download, or built from `toolchain/`. */
export type Origin = "path" | "download" | "built";

export interface EnvInput {
  readonly root: string;
  readonly bin: string;
  readonly pulumiHome: string;
  readonly origin: Origin;
  /** The user's environment: backend and passphrase set there win. */
  readonly user: Record<string, string | undefined>;
}

/** What a process needs for plain `pulumi` to work on this checkout; pure. */
export function toolchainEnv({ root, bin, pulumiHome, origin, user }: EnvInput): Record<string, string> {
  const chosen = withoutOtherCheckout(user, root);
  const path = (user.PATH ?? "").split(delimiter).filter((dir) => dir !== "" && dir !== bin);
  const passphrase: Record<string, string> =
    chosen.PULUMI_CONFIG_PASSPHRASE !== undefined
      ? {}
      : { PULUMI_CONFIG_PASSPHRASE_FILE: chosen.PULUMI_CONFIG_PASSPHRASE_FILE ?? defaultPassphraseFile(root) };
  return {
    PATH: [bin, ...path].join(delimiter),
    PULUMI_HOME: pulumiHome,
    PULUMI_BACKEND_URL: chosen.PULUMI_BACKEND_URL ?? defaultBackend(root),
    ...passphrase,
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_IGNORE_AMBIENT_PLUGINS: "true",
    ...(origin === "built" ? { PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true" } : {}),
    // A service that waits for another holds a slot, and its creation is one more.
    PULUMI_PARALLEL: user.PULUMI_PARALLEL ?? "1024",
    // A file backend writes the whole state twice per resource, in one queue that every step waits for: at 60 services
    // two thirds of the CLI's CPU time. Saved once at the end instead; what a killed deploy made is found by label (recover).
    PULUMI_SKIP_CHECKPOINTS: user.PULUMI_SKIP_CHECKPOINTS ?? "true",
    // Short-lived processes: compiled code is kept, and the collector of the CLI and its plugins runs less often.
    NODE_COMPILE_CACHE: join(bin, "..", "node-compile"),
    GOGC: user.GOGC ?? "400",
    SUTAZAI_ENV_ROOT: root,
  };
}

/**
 * A shell that ran `eval "$(./sutazai env)"` in another checkout carries that checkout's state and passphrase:
 * they must not become this one's.
 */
function withoutOtherCheckout(user: EnvInput["user"], root: string): EnvInput["user"] {
  const other = user.SUTAZAI_ENV_ROOT;
  if (!other || other === root) return user;
  const kept = { ...user };
  if (kept.PULUMI_BACKEND_URL === defaultBackend(other)) delete kept.PULUMI_BACKEND_URL;
  if (kept.PULUMI_CONFIG_PASSPHRASE_FILE === defaultPassphraseFile(other)) delete kept.PULUMI_CONFIG_PASSPHRASE_FILE;
  return kept;
}

// Through the checkout's own `.sutazai`, also where SUTAZAI_HOME moved it (it is a link then): Pulumi.yaml names it so.
const defaultBackend = (root: string) => `file://${root}/.sutazai/state`;
const defaultPassphraseFile = (root: string) => join(root, ".sutazai", "passphrase");

/**
 * Makes the data folders (0700) and, where the environment names ours, the passphrase file (0600).
 * @throws EnvironmentError when the file is gone and stacks have secrets that only it opens.
 */
export async function prepareHome(context: Pick<Context, "root" | "home">, env: Record<string, string>): Promise<void> {
  for (const dir of [context.home, join(context.home, "state"), join(context.home, "stacks")]) {
    await mkdir(dir, { recursive: true, mode: 0o700 });
    await chmod(dir, 0o700);
  }
  if (env.PULUMI_CONFIG_PASSPHRASE_FILE !== defaultPassphraseFile(context.root)) return;
  const file = join(context.home, "passphrase");
  const locked = (await exists(file)) ? [] : await stacksWithSecrets(context.home);
  if (locked.length > 0) {
    const lost = "if it is lost for good, so are these secrets: move the files in .sutazai/stacks away, and new ones are made, which do not open the data of the old";
    throw new EnvironmentError(`${file} is missing, and the secrets of ${locked.join(", ")} are encrypted with it`, `put it back from your backup, or name its copy by PULUMI_CONFIG_PASSPHRASE_FILE; ${lost}`);
  }
  await createOnce(file, randomBytes(32).toString("base64url") + "\n");
}

/**
 * Ends the CLI's automatic log: every command would write each property of each resource at debug level below this folder (half a
 * megabyte and a tenth of its CPU time a deploy), and has no switch against it. It goes on silently where `logs` cannot be a folder.
 */
export async function withoutAutomaticLog(pulumiHome: string): Promise<void> {
  const logs = join(pulumiHome, "logs");
  const found = await lstat(logs).catch(() => undefined);
  if (found?.isFile()) return;
  await rm(logs, { recursive: true, force: true });
  await mkdir(pulumiHome, { recursive: true, mode: 0o700 });
  await writeFile(logs, "");
}

const exists = (file: string) => access(file).then(() => true, () => false);

/** Stacks whose settings on this machine have the salt that Pulumi keeps beside encrypted values. */
async function stacksWithSecrets(home: string): Promise<string[]> {
  const folder = join(home, "stacks");
  const files = (await readdir(folder)).filter((name) => /^Pulumi\..+\.yaml$/.test(name)).sort();
  const texts = await Promise.all(files.map((name) => readFile(join(folder, name), "utf8")));
  return files.filter((_, i) => /^encryptionsalt:/m.test(texts[i]!)).map((name) => name.replace(/^Pulumi\.|\.yaml$/g, ""));
}

/** Linking fails when the file exists: of two launches at once, both see one whole passphrase. */
async function createOnce(file: string, text: string): Promise<void> {
  if (await readFile(file).then(() => true, () => false)) return;
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const temporary = `${file}.${randomBytes(4).toString("hex")}`;
  await writeFile(temporary, text, { mode: 0o600 });
  await link(temporary, file).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "EEXIST") throw error;
  });
  await rm(temporary, { force: true });
}

/** Quotes a value for sh: 'it'\''s'. */
export function shellQuote(value: string): string {
  return `'${value.replaceAll("'", "'\\''")}'`;
}

/** `export NAME='value'` lines in a fixed order. */
export function exportLines(env: Record<string, string>): string[] {
  return Object.entries(env).map(([name, value]) => `export ${name}=${shellQuote(value)}`);
}
