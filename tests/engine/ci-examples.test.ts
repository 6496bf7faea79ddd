/** Every command of the CI examples, run in their order on a stack of its own. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { ours } from "../ci-examples.ts";
import { sarifErrors } from "../schemas.ts";
import { serve } from "./catalogue.ts";
import { minutes, TestStack } from "./harness.ts";

/** May end with 3 where a machine reaches no registry of images or database of vulnerabilities, and with 2 where one tells of something. */
const OF_THE_WORLD = ["deps audit", "images lock"];

let stack: TestStack;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "sutazai-ci-"));
  stack = await TestStack.create({ services: [serve("store", { networks: ["database"], critical: true }), serve("api", { networks: ["database", "backend"], dependsOn: ["store"] })] });
}, minutes(2));
afterAll(async () => {
  await stack.dispose();
  rmSync(folder, { recursive: true });
}, minutes(4));

test.each(ours)("%s", async (command) => {
  const words = command.replace(/ --stack \S+/, "").replace(/(?<=--out )(\S+)/, `${folder}/$1`).split(" ").slice(1);
  const { code, log } = await stack.cli(...words);
  if (OF_THE_WORLD.some((name) => command.includes(name))) {
    expect([0, 2, 3]).toContain(code);
    if (code === 3) expect(log).toMatch(/does not answer|is not reachable/);
  } else {
    expect({ code, log: code === 0 ? "" : log }).toEqual({ code: 0, log: "" });
  }
  if (!words.includes("--out")) return;
  const report = readFileSync(words.at(-1)!, "utf8");
  if (words.includes("sarif")) expect(sarifErrors(JSON.parse(report))).toEqual([]);
  else expect(report).toMatch(/^# /);
}, minutes(5));
