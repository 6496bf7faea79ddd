import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { Context } from "../command.ts";
import { scratch } from "../../tests/unit/scratch.ts";
import { downloadCli } from "./download.ts";

const work = scratch();
const context = { out: { line: () => {} } } as unknown as Context;
let server: Server;
let base = "";

function release(name: string, version: string): void {
  mkdirSync(join(work, name, "pulumi"), { recursive: true });
  for (const program of ["pulumi", "pulumi-language-nodejs"]) {
    writeFileSync(join(work, name, "pulumi", program), `#!/bin/sh\necho ${version}\n`);
    chmodSync(join(work, name, "pulumi", program), 0o755);
  }
  execFileSync("tar", ["-czf", join(work, `${name}.tar.gz`), "-C", join(work, name), "pulumi"]);
}

beforeAll(async () => {
  release("good", "v3.256.0");
  release("other", "v3.1.0");
  writeFileSync(join(work, "damaged.tar.gz"), "not an archive");
  server = createServer((request, response) => {
    const file = join(work, request.url!);
    if (existsSync(file)) response.end(readFileSync(file));
    else response.writeHead(403).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(() => new Promise((resolve) => server.close(resolve)));

test("a release becomes the bin folder", async () => {
  const bin = join(work, "cache", "bin");
  expect(await downloadCli(context, bin, `${base}/good.tar.gz`)).toBeUndefined();
  expect(execFileSync(join(bin, "pulumi"), { encoding: "utf8" })).toBe("v3.256.0\n");
  expect(existsSync(join(bin, "pulumi-language-nodejs"))).toBe(true);
});

test.each([
  ["blocked.tar.gz", /127\.0\.0\.1:\d+: HTTP 403/],
  ["damaged.tar.gz", /archive is damaged/],
  ["other.tar.gz", /another version: v3\.1\.0/],
])("%s leaves nothing behind and says why", async (file, why) => {
  const bin = join(work, file, "bin").replace(".tar.gz", "-cache");
  expect(await downloadCli(context, bin, `${base}/${file}`)).toMatch(why);
  expect(existsSync(bin)).toBe(false);
  expect(existsSync(`${bin}.downloading`)).toBe(false);
});
