/** Logins of the engine's client (`docker login`): its configuration file and its credential helpers. Values are never printed. */
import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

/** As the engine's API takes it. */
export type RegistryLogin = { readonly username: string; readonly password: string; readonly serveraddress: string } | { readonly identitytoken: string; readonly serveraddress: string };

interface ClientConfig {
  readonly auths?: Readonly<Record<string, { readonly auth?: string; readonly identitytoken?: string }>>;
  readonly credHelpers?: Readonly<Record<string, string>>;
  readonly credsStore?: string;
}

/** Docker's own registry has kept this key since its first version. */
const HUB_KEY = "https://index.docker.io/v1/";

export const clientFolder = (): string => process.env.DOCKER_CONFIG ?? join(process.env.HOME ?? homedir(), ".docker");

/** The login for a registry's host; undefined when the client has none. @throws Error when its configuration is no JSON. */
export async function loginFor(registry: string, folder: string = clientFolder()): Promise<RegistryLogin | undefined> {
  const path = join(folder, "config.json");
  if (!existsSync(path)) return undefined;
  const config = parse(path);
  const key = registry === "docker.io" ? HUB_KEY : registry;
  const helper = config.credHelpers?.[key] ?? config.credHelpers?.[registry] ?? config.credsStore;
  return (helper ? await fromHelper(helper, key) : undefined) ?? fromFile(config, registry, key);
}

function parse(path: string): ClientConfig {
  try {
    return JSON.parse(readFileSync(path, "utf8")) as ClientConfig;
  } catch (error) {
    // The parser's own words would quote the file.
    throw new Error(`${path}, where the engine's client keeps its logins, is not JSON (${(error as Error).name})`);
  }
}

const hostOf = (key: string) => key.replace(/^https?:\/\//, "").replace(/\/.*$/, "");

function fromFile({ auths = {} }: ClientConfig, registry: string, key: string): RegistryLogin | undefined {
  const entry = auths[key] ?? Object.entries(auths).find(([name]) => hostOf(name) === registry)?.[1];
  if (entry?.identitytoken) return { identitytoken: entry.identitytoken, serveraddress: key };
  const text = Buffer.from(entry?.auth ?? "", "base64").toString("utf8");
  const colon = text.indexOf(":");
  return colon < 1 ? undefined : { username: text.slice(0, colon), password: text.slice(colon + 1).replaceAll("\0", ""), serveraddress: key };
}

/** Asks `docker-credential-NAME get`. A helper that is missing or knows nothing gives no login, as for the engine's client. */
function fromHelper(name: string, key: string): Promise<RegistryLogin | undefined> {
  return new Promise((resolve) => {
    const child = spawn(`docker-credential-${name}`, ["get"], { env: process.env, stdio: ["pipe", "pipe", "ignore"], signal: AbortSignal.timeout(30_000) });
    let answer = "";
    child.stdout.on("data", (chunk: Buffer) => (answer += chunk.toString()));
    child.on("error", () => resolve(undefined));
    child.on("close", (code) => resolve(code === 0 ? readAnswer(answer, key) : undefined));
    child.stdin.on("error", () => {});
    child.stdin.end(key);
  });
}

function readAnswer(answer: string, serveraddress: string): RegistryLogin | undefined {
  try {
    const { Username, Secret } = JSON.parse(answer) as { Username?: string; Secret?: string };
    if (!Username || !Secret) return undefined;
    return Username === "<token>" ? { identitytoken: Secret, serveraddress } : { username: Username, password: Secret, serveraddress };
  } catch {
    return undefined;
  }
}
