/** The CI examples are YAML of the right shape, pinned, and every command in them is one that the command line takes; tests/engine/ci-examples.test.ts runs them. */
import { expect, test } from "@jest/globals";
import { Command } from "commander";
import type { CommandSpec } from "../../ops/command.ts";
import { commands, github, gitlabJobs, ours, read, stages, steps } from "../ci-examples.ts";

test("both have a job for each occasion", () => {
  const jobs = ["dockerfiles", "preview", "up", "drift", "dependencies"];
  expect(Object.keys(github.jobs)).toEqual(jobs);
  expect(gitlabJobs.map(([name]) => name)).toEqual(jobs);
  expect(Object.keys(github.on)).toEqual(["pull_request", "push", "schedule"]);
  expect((github.on.schedule as { cron: string }[]).map((s) => s.cron)).toEqual([...read("github-actions.yml").matchAll(/github\.event\.schedule == '([^']+)'/g)].map((m) => m[1]));
});

test("every action is pinned by its commit, every image by its version, every job ends in time", () => {
  expect(steps.flatMap((s) => s.uses ?? []).filter((uses) => !/^[\w.-]+\/[\w./-]+@[0-9a-f]{40}$/.test(uses))).toEqual([]);
  expect(gitlabJobs.flatMap(([, job]) => job.image ?? []).filter((image) => !/^[\w./-]+:\d+\.\d+\.\d+[\w.-]*$/.test(image))).toEqual([]);
  expect(Object.values(github.jobs).filter((job) => !(Number(job["timeout-minutes"]) > 0))).toEqual([]);
  expect(gitlabJobs.filter(([, job]) => job.timeout === undefined || !stages.includes(job.stage))).toEqual([]);
  expect(github.permissions).toEqual({ contents: "read" });
});

test("the host's own runner never runs for a fork", () => {
  const unguarded = Object.entries(github.jobs).filter(([, job]) => Array.isArray(job["runs-on"]) && job.if?.includes("pull_request") && !job.if.includes("head.repo.full_name == github.repository"));
  expect(unguarded.map(([name]) => name)).toEqual([]);
  expect(gitlabJobs.filter(([, job]) => job.tags && job.rules.some((r) => r.if.includes("merge_request") && !r.if.includes("SOURCE_PROJECT_ID"))).map(([name]) => name)).toEqual([]);
});

test("both run the same commands, but for the report's form", () => {
  const plain = (command: string) => command.replace(/ --report \w+ --out \S+/, "");
  expect(commands["gitlab-ci.yml"].map(plain)).toEqual(commands["github-actions.yml"].map(plain));
});

test.each(ours)("%s is a command with these words and options", async (text) => {
  const [, name = "", ...words] = text.split(" ");
  const { [name]: spec } = (await import(`../../ops/commands/${name}.ts`)) as Record<string, CommandSpec>;
  const command = new Command(name).exitOverride().configureOutput({ writeErr: () => {} });
  // As ops/cli.ts gives them to every command.
  command.option("-s, --stack <name>").option("--json").option("-y, --yes").option("--profile <name>");
  spec!.configure?.(command);
  const given = await new Promise<unknown[]>((resolve, reject) => {
    command.action((...all: unknown[]) => resolve(all.slice(0, -2)));
    command.parseAsync(words, { from: "user" }).catch(reject);
  });
  const [actions] = command.registeredArguments;
  if (actions !== undefined) expect(actions.description.split(", ")).toContain(given[0]);
});
