import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { expect, test } from "@jest/globals";
import { CRITICAL } from "../critical.ts";
import { foldersOf } from "../path-text.ts";
import { sha256 } from "../sha256.ts";
import type { Estate } from "./estate.ts";
import { planOf } from "./plan.ts";
import { candidateText, scriptCandidates, type ScriptMapping } from "./scripts.ts";

function estate(files: Readonly<Record<string, string>>, links: Readonly<Record<string, string>> = {}): Estate {
  const paths = Object.keys(files);
  return { name: "shop", files: new Map(paths.map((path) => [path, { mode: 0o640, bytes: Buffer.from(files[path]!) }])), links: new Map(Object.entries(links)), folders: new Set(paths.flatMap(foldersOf)) };
}
const shop = estate(
  {
    "scripts/deploy.sh": "docker compose up -d\n",
    "scripts/lib.sh": "log() { :; }\n",
    "scripts/other.sh": ". \"$HERE/lib.sh\"\nbash scripts/deploy.sh --fast\n",
    "scripts/in.sh": "",
    "backend/start.sh": "",
    "archive/deploy.sh": "",
    "app/Dockerfile": "FROM a\nCOPY scripts/in.sh /\n",
    "docker-compose.yml": "services:\n  app: {build: {context: ., dockerfile: app/Dockerfile}}\n",
  },
  { "deploy.sh": "scripts/deploy.sh" },
);
const script = (path: string, passArguments = false): ScriptMapping => ({ path, command: ["echo", "all up"], passArguments });
const plan = (...scripts: ScriptMapping[]) => planOf(shop, { critical: CRITICAL, allow: [], scripts });

test("a wrapper is a step of the last phase, at its old place, executable; its callers are named", () => {
  const step = plan(script("scripts/deploy.sh"), script("scripts/gone.sh", true)).plan.steps.find((one) => one.id === "scripts-scripts")!;
  expect([step.phase, step.title, step.risk, step.cause]).toEqual(["final", "2 old scripts that call what took their place", "high", "scripts/deploy.sh: its work is done by echo all up; scripts/other.sh name it, and arguments are refused; scripts/gone.sh: its work is done by echo all up; the script itself is gone"]);
  expect(step.changes.map((c) => [c.kind, c.path, "mode" in c && c.mode.toString(8), "before" in c && c.before])).toEqual([["write", "scripts/deploy.sh", "751", sha256(Buffer.from("docker compose up -d\n"))], ["write", "scripts/gone.sh", "755", null]]);
  const content = step.changes.map((c) => ("content" in c ? c.content : ""));
  expect(content.map((text) => spawnSync("sh", ["-c", text, "x", "more"], { encoding: "utf8" }).stdout)).toEqual(["", "all up more\n"]);
});

test("what cannot be a wrapper is refused, all at once", () => {
  expect(() => plan(script("deploy.sh"), script("scripts/lib.sh"), script("scripts/in.sh"), script("no/where.sh"), script("docker-compose.yml"))).toThrow(
    /the plan: 5 problems\n(.*\n)*.*deploy\.sh\n.*\n.*a link or a folder\n(.*\n)*.*docker-compose\.yml\n(.*\n)*.*no\/where\.sh\n.*\n.*no folder no\n(.*\n)*.*in\.sh\n.*\n.*app\/Dockerfile:2 takes it into a container\n(.*\n)*.*lib\.sh\n.*\n.*scripts\/other\.sh sources it/,
  );
});

test("a script of a critical service is held", () => {
  expect(plan(script("backend/start.sh")).held).toContainEqual({ path: "backend/start.sh", why: "belongs to the critical backend: --allow backend includes it" });
});

test("scripts that a command could take the place of are proposed, in the form that --scripts takes", () => {
  const found = estate({ "deploy.sh": "", "scripts/stop_all.sh": "", "ops/health_check.sh": "", "ops/backup-database.sh": "", "deploy-one-thing.sh": "", "archive/deploy.sh": "" });
  expect(candidateText(scriptCandidates(found))).toEqual(["scripts whose place a command could take; check each, and give those that you want with --scripts FILE:", '  "deploy.sh": sutazai up', '  "scripts/stop_all.sh": sutazai down', '  "ops/health_check.sh": sutazai verify', '  # "ops/backup-database.sh": no command takes its place; keep it']);
  const commands = readFileSync(new URL("../../ops/cli.ts", import.meta.url), "utf8");
  for (const { command } of scriptCandidates(found)) if (command !== "") expect(commands).toContain(`["${command.replace("sutazai ", "")}", `);
});
