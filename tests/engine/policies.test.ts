/** The policy pack under the real engine: what a preview refuses, what it lets pass, and what only a deployment can judge. */
import { appendFileSync, cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { POLICY_RULES } from "../../infra/policy-rules.ts";
import { COMMAND_DEADLINE, PlainPulumi, ROOT, type PlainResult } from "./plain-pulumi.ts";

const TEST_DEADLINE = 4 * COMMAND_DEADLINE;

interface PolicyEvent {
  readonly resourceUrn: string;
  readonly message: string;
  readonly policyName: string;
  readonly enforcementLevel: string;
}

interface Outcome {
  readonly exit: number;
  /** What the engine complained of, and standard error: a run that failed for another reason shows it. */
  readonly errors: string[];
  /** `<level> <rule> <line>`, sorted, for each violation or advice; the line is the message without the rule's description. */
  readonly lines: string[];
  /** The rules that a resource passed, by the resource's name. */
  readonly passed: Record<string, string[]>;
}

let plain: PlainPulumi;

beforeEach(() => void (plain = new PlainPulumi()));

afterEach(() => plain.dispose());

/**
 * Copies a fixture out of the checkout, since Pulumi writes a settings file beside a program, and makes its stack.
 * @param more lines of its Pulumi.yaml
 */
async function stackOf(fixture: string, more = ""): Promise<string> {
  const directory = join(plain.home, fixture);
  cpSync(join(ROOT, "policies/fixtures", fixture), directory, { recursive: true });
  appendFileSync(join(directory, "Pulumi.yaml"), more);
  const made = await plain.run(directory, ["stack", "init", "test"]);
  if (made.exit !== 0) throw new Error(made.stderr);
  return directory;
}

const PACK = join(ROOT, "policies");

/** The pack as Pulumi's runner for packs starts it, and as a program of its own. */
const FORMS = [["the folder", ""], ["the program", "analyzer"]] as const;

async function preview(directory: string, more: readonly string[] = [], pack = PACK): Promise<Outcome> {
  return outcomeOf(await plain.run(directory, ["preview", "--stack", "test", "--json", "--policy-pack", pack, ...more]));
}

function outcomeOf({ exit, stdout, stderr }: PlainResult): Outcome {
  const events = stdout.split("\n").filter((line) => line.startsWith("{")).map((line) => JSON.parse(line) as Record<string, unknown>);
  const of = <T>(kind: string) => events.flatMap((event) => (event[kind] === undefined ? [] : [event[kind] as T]));
  const name = (urn: string) => urn.slice(urn.lastIndexOf("::") + 2);
  return {
    exit,
    errors: [
      ...of<{ severity: string; message: string }>("diagnosticEvent").filter((event) => event.severity === "error").map((event) => event.message.trim()),
      ...(stderr.trim() === "" ? [] : [stderr.trim()]),
    ],
    lines: of<PolicyEvent>("policyEvent")
      .map((event) => `${event.enforcementLevel} ${event.policyName} ${event.message.trim().split("\n").at(-1) ?? ""}`)
      .sort(),
    passed: Object.fromEntries(
      of<{ resourceUrn: string; passed?: string[] }>("policyAnalyzeSummaryEvent")
        .filter((event) => event.resourceUrn.includes("::docker:index/"))
        .map((event) => [name(event.resourceUrn), [...(event.passed ?? [])].sort()]),
    ),
  };
}

test.each(FORMS)("a program that breaks every rule is refused in preview by %s, line by line (UPDATE_GOLDEN=1 renews expected.txt)", async (_form, file) => {
  const directory = await stackOf("violating");
  const config = join(plain.home, "config.json");
  writeFileSync(config, JSON.stringify({ "probe-budget": { hostCpus: 0.1 }, "memory-budget": { hostMemory: 1024 } }));
  const outcome = await preview(directory, ["--policy-pack-config", config], join(PACK, file));
  const expected = join(ROOT, "policies/fixtures/violating/expected.txt");
  const text = `${outcome.lines.join("\n")}\n`;
  if (process.env.UPDATE_GOLDEN === "1") writeFileSync(expected, text);
  expect(text).toBe(readFileSync(expected, "utf8"));
  expect({ failed: outcome.exit !== 0, errors: outcome.errors }).toEqual({ failed: true, errors: ["preview failed"] });
  expect([...new Set(outcome.lines.map((line) => line.split(" ")[1]!))].sort()).toEqual([...POLICY_RULES]);
  expect(text).not.toContain("hunter2");
}, TEST_DEADLINE);

test.each(FORMS)("what the repository says of a stack holds in %s, where Pulumi hands the pack this machine's settings only", async (_form, file) => {
  const directory = await stackOf("violating", "stackConfigDir: own\n");
  cpSync(join(ROOT, "policies"), join(directory, "policies"), { recursive: true });
  const levels = async () => {
    const { lines } = await preview(directory, [], join(directory, "policies", file));
    return [...new Set(lines.map((line) => line.split(" ").slice(0, 2).join(" ")).filter((words) => words.endsWith(" image-digest")))];
  };
  expect(await levels()).toEqual(["mandatory image-digest"]);
  writeFileSync(join(directory, "Pulumi.test.yaml"), "config:\n  sutazai:environment: dev\n");
  expect(await levels()).toEqual(["advisory image-digest"]);
}, TEST_DEADLINE);

test.each([
  ["of a wrong type", { "resource-limits": "strict" }, "is not a valid enforcement level"],
  ["with a wrong option", { "allowed-registries": { allowed: "docker.io" } }, "allowed-registries: allowed: Invalid type"],
  ["with an unknown option", { "allowed-registries": { alowed: [] } }, "configuration of allowed-registries: unknown option alowed; it has allowed"],
])("a configuration %s is refused", async (_case, config, message) => {
  const path = join(plain.home, "config.json");
  writeFileSync(path, JSON.stringify(config));
  const { exit, errors } = await preview(await stackOf("good"), ["--policy-pack-config", path]);
  expect({ failed: exit !== 0, said: errors.join("\n").includes(message) }).toEqual({ failed: true, said: true });
}, TEST_DEADLINE);

test("a program that keeps the rules passes, and what is not known yet is not called passed", async () => {
  const outcome = await preview(await stackOf("good"));
  expect({ ...outcome, passed: {} }).toEqual({ exit: 0, errors: [], lines: [], passed: {} });
  const open = ["allowed-registries", "pinned-versions"];
  expect(open.map((rule) => [outcome.passed.named?.includes(rule), outcome.passed.built?.includes(rule)])).toEqual(open.map(() => [true, false]));
}, TEST_DEADLINE);

test("a value that only the deployment knows is judged there, before the container is made", async () => {
  const directory = await stackOf("deferred");
  const before = await preview(directory);
  expect({ ...before, passed: {} }).toEqual({
    exit: 0,
    errors: [],
    passed: {},
    lines: ["advisory non-root-user can't run policy 'non-root-user' from policy pack 'sutazai@v0.1.0' during preview: string value at .user can't be known during preview"],
  });
  try {
    const up = outcomeOf(await plain.run(directory, ["up", "--stack", "test", "--yes", "--skip-preview", "--json", "--policy-pack", PACK]));
    expect(up.lines.map((line) => line.replaceAll(/"\/[^"]*"/g, "PATH"))).toEqual([
      "mandatory non-root-user container: must run as a numeric user other than root; got user PATH; fix: set user: \"1000:1000\"",
      "mandatory pinned-versions container: must name its image by a fixed tag or a sha256 digest; got image PATH (the repository is not lower-case letters and digits, parted by . _ - and /); fix: set image: \"repository:version\"",
    ]);
    expect({ failed: up.exit !== 0, errors: up.errors }).toEqual({ failed: true, errors: [] });
    const state = await plain.run(directory, ["stack", "export", "--stack", "test"]);
    const made = (JSON.parse(state.stdout) as { deployment: { resources: { type: string }[] } }).deployment.resources.map((resource) => resource.type);
    expect(made.filter((type) => type.startsWith("docker:")).sort()).toEqual(["docker:index/network:Network", "docker:index/volume:Volume"]);
  } finally {
    const down = await plain.run(directory, ["destroy", "--stack", "test", "--yes", "--skip-preview"]);
    if (down.exit !== 0) throw new Error(`the test's volume is left behind: ${down.stderr}`);
  }
}, TEST_DEADLINE);
