import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { engineMessage } from "../../engine/client.ts";
import { askEngine } from "../engine/client.ts";
import { answerOf } from "../engine/start.ts";
import { fetchArgv } from "../toolchain/download.ts";
import { run } from "../toolchain/run.ts";
import { GO_PACKAGE } from "../toolchain/versions.ts";
import { note, ok, type Check } from "./check.ts";

const LIMIT_MS = 5_000;
const PROBE_IMAGE = "debian:bookworm-slim";

/** Whether the package registries answer, each asked through its own client's settings, all at once. */
export async function registryChecks(): Promise<Check[]> {
  return Promise.all([npmRegistry(), goProxy(), pythonIndex(), imageRegistry()]);
}

async function npmRegistry(): Promise<Check> {
  const result = await run(["npm", "ping", "--loglevel=error"], { timeoutMs: LIMIT_MS });
  return answer("npm registry", result.code, "npm config get registry shows which is asked");
}

async function goProxy(): Promise<Check> {
  const settings = await run(["go", "env", "GOPROXY"], { timeoutMs: LIMIT_MS });
  if (settings.code !== 0) return note("go module proxy", "not asked: Go is not on PATH");
  const proxy = firstProxy(settings.stdout);
  if (!proxy) return note("go module proxy", `GOPROXY=${settings.stdout.trim()} names no proxy`);
  const url = `${proxy}/github.com/pulumi/pulumi/sdk/v3/@v/list`;
  const env = { ...process.env, NODE_USE_ENV_PROXY: "1", NODE_OPTIONS: "" };
  const result = await run(fetchArgv(url, "/dev/null"), { timeoutMs: LIMIT_MS, env });
  return answer("go module proxy", result.code, "go env GOPROXY shows which is asked");
}

/** The first URL of a GOPROXY list: `URL,direct` or `URL|URL`. */
export function firstProxy(list: string): string | undefined {
  return list.trim().split(/[,|]/).find((word) => /^https?:/.test(word))?.replace(/\/+$/, "");
}

async function pythonIndex(): Promise<Check> {
  const pip = ["python3", "-m", "pip", "index", "versions", GO_PACKAGE.name, "--retries", "0", "--timeout", "4", "--disable-pip-version-check"];
  const result = await run(pip, { timeoutMs: LIMIT_MS });
  if (result.code === 127 || result.stderr.includes("No module named pip")) return note("python index", "not asked: pip is not installed");
  return answer("python index", result.code, "pip config list shows which is asked");
}

async function imageRegistry(): Promise<Check> {
  if ((await answerOf()) !== "answers") return note("image registry", "not asked: no engine answers");
  try {
    await askEngine().getImage(PROBE_IMAGE).distribution();
    return ok("image registry", "answers the engine");
  } catch (error) {
    return note("image registry", `does not answer the engine (${shorten(engineMessage(error))}); images are built here instead (lab)`, "a mirror: \"registry-mirrors\" in /etc/docker/daemon.json");
  }
}

function answer(name: string, code: number, hint: string): Check {
  return code === 0 ? ok(name, "answers") : note(name, code === -1 ? `no answer within ${LIMIT_MS / 1000} s` : "does not answer", hint);
}

function shorten(text: string): string {
  const line = text.split("\n")[0]!;
  return line.length > 90 ? line.slice(0, 87) + "..." : line;
}

/** Proxies and extra certificates: what a company's network brings along. */
export async function companyChecks(): Promise<Check[]> {
  const proxies = proxySettings(process.env);
  const folder = "/usr/local/share/ca-certificates";
  const files = (await readdir(folder, { recursive: true }).catch(() => [])).filter((file) => file.endsWith(".crt")).map((file) => join(folder, file));
  const variables = ["NODE_EXTRA_CA_CERTS", "SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "PIP_CERT"].filter((name) => process.env[name]);
  const certificates = [...files, ...variables.map((name) => `${name}=${process.env[name]}`)];
  return [
    ok("proxies", proxies.length > 0 ? proxies.join(", ") : "none set"),
    ok("extra certificates", certificates.length > 0 ? certificates.join(", ") : "none found"),
  ];
}

/** Proxy variables as set, without the passwords in them. */
export function proxySettings(env: Record<string, string | undefined>): string[] {
  const names = ["HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY", "https_proxy", "http_proxy", "no_proxy"];
  return names.filter((name) => env[name]).map((name) => `${name}=${env[name]!.replace(/\/\/[^@/]*@/, "//***@")}`);
}
