/** An image that cannot be built: what its build said reaches the user, and a connection that was lost is no reason to give up. */
import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { serve } from "./catalogue.ts";
import { minutes, ROOT, TestStack, until } from "./harness.ts";

const context = mkdtempSync(join(tmpdir(), "sutazai-context-"));
let stack: TestStack;
/** Id of the image that only this test has. */
let built: string | undefined;

/** The last step of the image; each script is one that no build has in its cache. */
function lastStep(script: string): void {
  writeFileSync(join(context, "step.sh"), `# ${stack.name}\n${script}\n`);
}

beforeAll(async () => {
  stack = await TestStack.create({ services: [serve("one")], contexts: { "test-serve": context } });
  cpSync(join(ROOT, "tests/engine/image"), context, { recursive: true });
  writeFileSync(join(context, "Dockerfile"), "ARG BASE\nFROM ${BASE}\nCOPY serve /usr/local/bin/serve\nCOPY step.sh /tmp/step.sh\nRUN sh /tmp/step.sh\nUSER 1000:1000\nENTRYPOINT [\"/usr/local/bin/serve\"]\n");
}, minutes(1));

afterAll(async () => {
  await stack.dispose();
  if (built !== undefined) await stack.docker.getImage(built).remove({ force: true });
  rmSync(context, { recursive: true, force: true });
}, minutes(4));

test("a build that fails by its own fault fails the deploy at once, with the last words of its failed step", async () => {
  lastStep('echo "cannot find the header"; exit 7');
  const { stdout, log } = await stack.exits(1, "up");
  expect(stdout).toContain("image test-serve was not built; the last lines of its build (all of it: .sutazai/builds/test-serve.log):\n");
  expect(log).toMatch(/\n +#\d+ \[.*\] RUN sh \/tmp\/step\.sh\n +#\d+ [\d.]+ cannot find the header\n +#\d+ ERROR: /);
  expect(log).not.toContain("begun again");
}, minutes(3));

test("a build that lost a connection is begun again", async () => {
  lastStep('echo "go: read tcp: connection reset by peer"; exit 1');
  const running = stack.start("up");
  await until("the build is begun again", () => running.saidAt("it is begun again, for the first time") ?? (running.ended ? running.done.then((r) => Promise.reject(new Error(r.log))) : undefined), 120_000);
  lastStep("true");
  const result = await running.done;
  expect([result.code, result.log.includes("for the last time"), result.log.includes("1 of 1 healthy")]).toEqual([0, false, true]);
  built = (await stack.container("one").inspect()).Image;
}, minutes(4));
