import { expect, test } from "@jest/globals";
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { scratch } from "../../tests/unit/scratch.ts";
import { exportLines, prepareHome, shellQuote, toolchainEnv, withoutAutomaticLog, type EnvInput } from "./env.ts";

const input: EnvInput = { root: "/a b/checkout", bin: "/cache/bin", pulumiHome: "/cache/home", origin: "built", user: { PATH: "/usr/bin:/bin" } };

test("the whole environment, where the user chose nothing", () => {
  expect(toolchainEnv(input)).toEqual({
    PATH: "/cache/bin:/usr/bin:/bin",
    PULUMI_HOME: "/cache/home",
    PULUMI_BACKEND_URL: "file:///a b/checkout/.sutazai/state",
    PULUMI_CONFIG_PASSPHRASE_FILE: "/a b/checkout/.sutazai/passphrase",
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_IGNORE_AMBIENT_PLUGINS: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    PULUMI_PARALLEL: "1024",
    PULUMI_SKIP_CHECKPOINTS: "true",
    NODE_COMPILE_CACHE: "/cache/node-compile",
    GOGC: "400",
    SUTAZAI_ENV_ROOT: "/a b/checkout",
  });
});

test("an official CLI may fetch plugins by itself", () => {
  expect(toolchainEnv({ ...input, origin: "download" })).not.toHaveProperty("PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION");
});

test("the user's backend, passphrase and parallelism win", () => {
  const user = { ...input.user, PULUMI_BACKEND_URL: "s3://bucket", PULUMI_CONFIG_PASSPHRASE: "", PULUMI_PARALLEL: "8" };
  const env = toolchainEnv({ ...input, user });
  expect(env).toMatchObject({ PULUMI_BACKEND_URL: "s3://bucket", PULUMI_PARALLEL: "8" });
  expect(env).not.toHaveProperty("PULUMI_CONFIG_PASSPHRASE_FILE");
  expect(toolchainEnv({ ...input, user: { PULUMI_CONFIG_PASSPHRASE_FILE: "/run/key" } }).PULUMI_CONFIG_PASSPHRASE_FILE).toBe("/run/key");
});

test("the result laid over itself is the same", () => {
  const once = toolchainEnv(input);
  expect(toolchainEnv({ ...input, user: { ...input.user, ...once } })).toEqual(once);
});

test("another checkout's environment does not leak into this one", () => {
  const other = toolchainEnv({ ...input, root: "/other" });
  expect(toolchainEnv({ ...input, user: { ...input.user, ...other } })).toEqual(toolchainEnv(input));
});

test("quoting survives a real shell", () => {
  const value = "it's $HOME `id` \"x\" \\ \n end";
  const line = exportLines({ VALUE: value }).join("\n");
  expect(execFileSync("sh", ["-c", `${line}; printf %s "$VALUE"`], { encoding: "utf8" })).toBe(value);
  expect(shellQuote("a'b")).toBe("'a'\\''b'");
});

test("home's folders and the passphrase are for their owner only, and the passphrase stays", async () => {
  const root = scratch();
  const home = join(root, ".sutazai");
  const env = toolchainEnv({ ...input, root });
  await Promise.all([prepareHome({ root, home }, env), prepareHome({ root, home }, env)]);
  const passphrase = readFileSync(join(home, "passphrase"), "utf8");
  await prepareHome({ root, home }, env);
  expect(readFileSync(join(home, "passphrase"), "utf8")).toBe(passphrase);
  expect(passphrase).toMatch(/^[\w-]{43}\n$/);
  expect(["", "state", "stacks", "passphrase"].map((name) => statSync(join(home, name)).mode & 0o777)).toEqual([0o700, 0o700, 0o700, 0o600]);
});

test("no passphrase is made when the user has one", async () => {
  const root = scratch();
  const home = join(root, ".sutazai");
  await prepareHome({ root, home }, toolchainEnv({ ...input, root, user: { PULUMI_CONFIG_PASSPHRASE: "x" } }));
  expect(() => statSync(join(home, "passphrase"))).toThrow("ENOENT");
});

test("a lost passphrase is told, not replaced, while stacks have secrets that only it opens", async () => {
  const root = scratch();
  const home = join(root, ".sutazai");
  const env = toolchainEnv({ ...input, root, user: {} });
  await prepareHome({ root, home }, env);
  writeFileSync(join(home, "stacks", "Pulumi.dev.yaml"), "encryptionsalt: v1:x\n");
  writeFileSync(join(home, "stacks", "Pulumi.bare.yaml"), "config: {}\n");
  rmSync(join(home, "passphrase"));
  await expect(prepareHome({ root, home }, env)).rejects.toThrow(`${join(home, "passphrase")} is missing, and the secrets of dev are encrypted with it`);
  expect(() => statSync(join(home, "passphrase"))).toThrow("ENOENT");
});

test("where the CLI would log by itself there is a file, and what it had logged is gone", async () => {
  const home = scratch();
  mkdirSync(join(home, "logs"));
  writeFileSync(join(home, "logs", "pulumi-1.log"), "every property");
  await withoutAutomaticLog(home);
  await withoutAutomaticLog(home);
  expect(statSync(join(home, "logs")).isFile()).toBe(true);
});
