/** The logins of the engine's client, and what a registry's refusals mean. */
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { loginFor } from "./registry-login.ts";
import { faultOf, RegistryError } from "./registry.ts";

let folder: string;
let path: string | undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "sutazai-unit-"));
  path = process.env.PATH;
});
afterEach(() => {
  process.env.PATH = path;
  rmSync(folder, { recursive: true, force: true });
});

const config = (value: unknown) => writeFileSync(join(folder, "config.json"), typeof value === "string" ? value : JSON.stringify(value));
const auth = (text: string) => ({ auth: Buffer.from(text).toString("base64") });

describe("the login for a registry", () => {
  test("there is none without a file, for another registry, or from an empty entry", async () => {
    expect(await loginFor("r.corp:5000", folder)).toBeUndefined();
    config({ auths: { "other.corp": auth("me:secret"), "r.corp:5000": {} } });
    expect(await loginFor("r.corp:5000", folder)).toBeUndefined();
  });

  test.each([
    ["its host", "r.corp:5000", "r.corp:5000"],
    ["its address", "https://r.corp:5000/v2/", "r.corp:5000"],
    ["the old key of Docker's own", "https://index.docker.io/v1/", "docker.io"],
  ])("is found by %s, with colons in the password", async (_, key, registry) => {
    config({ auths: { [key]: auth("me:se:cret") } });
    expect(await loginFor(registry, folder)).toEqual({ username: "me", password: "se:cret", serveraddress: registry === "docker.io" ? key : registry });
  });

  test("may be a token", async () => {
    config({ auths: { "r.corp": { identitytoken: "tok", ...auth("me:secret") } } });
    expect(await loginFor("r.corp", folder)).toEqual({ identitytoken: "tok", serveraddress: "r.corp" });
  });

  test("comes from the helper of that registry, else of all; the file is asked after it", async () => {
    const helper = join(folder, "docker-credential-test");
    writeFileSync(helper, `#!/bin/sh\nread -r host || :\ncase $host in r.corp) echo '{"Username":"me","Secret":"of-the-helper"}' ;; t.corp) echo '{"Username":"<token>","Secret":"tok"}' ;; *) echo "credentials not found"; exit 1 ;; esac\n`);
    chmodSync(helper, 0o755);
    process.env.PATH = `${folder}${delimiter}${path}`;
    config({ credHelpers: { "r.corp": "test" }, credsStore: "test", auths: { "f.corp": auth("me:of-the-file") } });
    expect(await Promise.all(["r.corp", "t.corp", "f.corp", "n.corp"].map((registry) => loginFor(registry, folder)))).toEqual([
      { username: "me", password: "of-the-helper", serveraddress: "r.corp" },
      { identitytoken: "tok", serveraddress: "t.corp" },
      { username: "me", password: "of-the-file", serveraddress: "f.corp" },
      undefined,
    ]);
  });

  test("a helper that is not installed gives none", async () => {
    config({ credsStore: "no-such-helper-here" });
    expect(await loginFor("r.corp", folder)).toBeUndefined();
  });

  test("a broken file is named, and nothing of it is printed", async () => {
    config('{"auths": {"r.corp": {"auth": "c2VjcmV0"} ');
    await expect(loginFor("r.corp", folder)).rejects.toThrow(/^(?!.*c2Vj).*config\.json.*is not JSON/);
  });
});

test.each([
  ["Head http://r/v2/x/manifests/1: no basic auth credentials", "login"],
  ["unauthorized: authentication required", "login"],
  ["pull access denied for x, repository does not exist or may require 'docker login'", "login"],
  ["manifest unknown: manifest unknown", "absent"],
  ["manifest for r/x:1 not found: manifest unknown", "absent"],
  ["name unknown: repository name not known to registry", "absent"],
  ["Get https://r/v2/: dial tcp: lookup r: no such host", "unreachable"],
  ["Get https://r/v2/: x509: certificate signed by unknown authority", "unreachable"],
])("%s: %s", (said, fault) => {
  expect(faultOf(said)).toBe(fault);
  expect(new RegistryError("r.corp:5000/x:1", said).message).toMatch(/^r\.corp:5000\/x:1: the registry r\.corp:5000 .*\n {2}fix: /);
});
