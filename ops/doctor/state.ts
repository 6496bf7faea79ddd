import { access, constants, readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Context } from "../command.ts";
import { failed, note, ok, type Check } from "./check.ts";

/** The data folder and the key to the stacks' secrets. */
export async function stateChecks(context: Context): Promise<Check[]> {
  const stacks = (await readdir(join(context.home, "stacks")).catch(() => [])).filter((file) => file.endsWith(".yaml"));
  return [await folderCheck(context.home, stacks.length), await passphraseCheck(context, stacks.length > 0)];
}

async function folderCheck(home: string, stacks: number): Promise<Check> {
  const found = await stat(home).catch(() => undefined);
  if (!found) return note("state", `${home} does not exist yet; it is made at the first start`);
  const writable = await access(home, constants.W_OK).then(() => true, () => false);
  if (!writable) return failed("state", `${home} is not writable for this user`, `sudo chown -R "$(id -u)" ${home}`);
  if ((found.mode & 0o077) !== 0) return failed("state", `${home} is open to other users (mode ${(found.mode & 0o777).toString(8)})`, `chmod 700 ${home}`);
  const backend = process.env.PULUMI_BACKEND_URL;
  return ok("state", `${home}, stacks with settings: ${stacks}${backend ? `, backend ${backend.replace(/\/\/[^@/]*@/, "//***@")}` : ""}`);
}

async function passphraseCheck(context: Context, stacksExist: boolean): Promise<Check> {
  if (process.env.PULUMI_CONFIG_PASSPHRASE !== undefined) return ok("passphrase", "from PULUMI_CONFIG_PASSPHRASE");
  const file = process.env.PULUMI_CONFIG_PASSPHRASE_FILE ?? join(context.home, "passphrase");
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => error);
  if (typeof text === "string") {
    if (text.trim() === "") return failed("passphrase", `${file} is empty`, "put the passphrase back from your backup");
    const mode = (await stat(file)).mode & 0o777;
    return (mode & 0o077) === 0 ? ok("passphrase", file) : failed("passphrase", `${file} is open to other users (mode ${mode.toString(8)})`, `chmod 600 ${file}`);
  }
  if (text.code !== "ENOENT") return failed("passphrase", `${file}: ${text.code}`, `make it readable for this user`);
  if (stacksExist) return failed("passphrase", `${file} is missing, and the stacks' secrets are encrypted with it`, `put ${file} back from your backup`);
  return note("passphrase", "not made yet; `./sutazai up` makes one");
}
