/** A service that leaves the catalogue or the chosen profiles takes no data with it, and its volume stands in nobody's way. */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { serve } from "./catalogue.ts";
import { minutes, TestStack } from "./harness.ts";

const api = serve("api");
const store = serve("store", { volumes: [{ volume: "store-data", target: "/data" }], files: [{ target: "/run/secrets/token", content: "{{secret:store-token}}" }] });

let stack: TestStack;

beforeAll(async () => {
  stack = await TestStack.create({ services: [api, store] });
  await stack.exits(0, "up");
  await stack.sh("store", "echo precious >/data/value");
}, minutes(4));
afterAll(() => stack.dispose(), minutes(4));

test("without the service the deploy goes through, says what it keeps, and the volume is there", async () => {
  stack.services([api]);
  const { output } = await stack.exits(0, "up");
  expect(output).toContain(`kept, though no chosen service uses them: ${stack.prefix}store-data (`);
  expect(Object.keys(await stack.ids())).toEqual([`${stack.prefix}api`]);
  expect((await stack.rest()).volumes).toEqual([`${stack.prefix}store-data`]);
}, minutes(4));

test("plain pulumi sees nothing to do", async () => {
  await stack.pulumi("preview", "--policy-pack", "policies", "--expect-no-changes");
}, minutes(4));

test("the service comes back to its data", async () => {
  stack.services([api, store]);
  await stack.exits(0, "up");
  expect(await stack.sh("store", "cat /data/value")).toEqual({ exit: 0, output: "precious\n" });
}, minutes(4));
