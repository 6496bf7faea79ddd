/** The pack alone, outside this repository, on a program that is not ours: what another project's CI runs (docs/policies.md). */
import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { PlainPulumi, ROOT, type PlainResult } from "./plain-pulumi.ts";

const DEADLINE = 300_000;

let plain: PlainPulumi;
let program: string;
let pack: string;

beforeAll(async () => {
  plain = new PlainPulumi();
  program = join(plain.home, "shop");
  pack = join(plain.home, "vendor/policies");
  mkdirSync(join(plain.home, "vendor"));
  cpSync(join(ROOT, "policies"), pack, { recursive: true });
  cpSync(join(ROOT, "tests/engine/foreign"), program, { recursive: true });
  const made = await plain.run(program, ["stack", "init", "live"]);
  if (made.exit !== 0) throw new Error(made.stderr);
}, DEADLINE);

afterAll(() => plain.dispose());

/** `<level> <rule> <line>` of each violation, the message without the rule's description. */
function lines({ stdout }: PlainResult): string[] {
  const events = stdout.split("\n").filter((line) => line.startsWith("{")).map((line) => JSON.parse(line) as { policyEvent?: { enforcementLevel: string; policyName: string; message: string } });
  return events.flatMap(({ policyEvent: p }) => (p ? [`${p.enforcementLevel} ${p.policyName} ${p.message.trim().split("\n").at(-1)}`] : [])).sort();
}

const ROOT_USER = 'non-root-user till: must run as a numeric user other than root; got no user; fix: set user: "1000:1000"';
const LATEST = 'pinned-versions till: must name its image by a fixed tag or a sha256 digest; got image "shop/till:latest" (the tag latest moves); fix: set image: "shop/till:<version>"';

test("a preview is refused, as strictly as in prod, and violations name the program's own resources", async () => {
  const refused = await plain.run(program, ["preview", "--stack", "live", "--json", "--policy-pack", pack]);
  expect({ failed: refused.exit !== 0, lines: lines(refused) }).toEqual({ failed: true, lines: expect.arrayContaining([`mandatory ${ROOT_USER}`, `mandatory ${LATEST}`]) });
}, DEADLINE);

test("a configuration file of the project makes it advice", async () => {
  const config = join(plain.home, "advice.json");
  writeFileSync(config, JSON.stringify({ all: "advisory" }));
  const told = await plain.run(program, ["preview", "--stack", "live", "--json", "--policy-pack", pack, "--policy-pack-config", config]);
  expect({ exit: told.exit, stderr: told.stderr, lines: lines(told) }).toEqual({ exit: 0, stderr: "", lines: expect.arrayContaining([`advisory ${ROOT_USER}`, `advisory ${LATEST}`]) });
}, DEADLINE);
