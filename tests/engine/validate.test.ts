/** A made-up estate with one Dockerfile of every outcome, built and started by the real command; and two images compared. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { pack } from "tar-stream";
import type { Proof } from "../../legacy/proof.ts";
import type { Compared, Validation } from "../../legacy/validate/report.ts";
import { VALIDATE_LABEL } from "../../ops/transient.ts";
import { serve } from "./catalogue.ts";
import { minutes, TestStack, transientsSince, until } from "./harness.ts";

const UPSTREAM = "debian:12-slim";
const STAY = 'CMD ["sleep", "300"]';
const ESTATE: Readonly<Record<string, readonly string[]>> = {
  healthy: ["COPY app.sh /", "HEALTHCHECK --interval=1h CMD test -f /tmp/ready", 'CMD ["sh", "/app.sh"]'],
  refused: ["COPPY a b"],
  source: ["COPY gone.txt /"],
  registry: ["COPY --from=127.0.0.1:1/nothing:1 /a /a"],
  dependency: ["RUN apt-get install -y no-such-package-anywhere"],
  broken: ["RUN echo about to fail && exit 3"],
  slow: ["RUN sleep 300"],
  slower: ["RUN --mount=type=tmpfs,target=/t sleep 300"],
  exits: ['CMD ["sh", "-c", "echo no database; exit 7"]'],
  nothing: ['CMD ["/no/such/program"]'],
  silent: ["EXPOSE 8080", STAY],
  sick: ["HEALTHCHECK --interval=1h --retries=1 CMD echo not well; exit 1", STAY],
  plain: [STAY],
  // Only BuildKit knows mounts; the classic builder says so, and the build goes on with BuildKit.
  mount: ["RUN --mount=type=tmpfs,target=/t touch /t/x", STAY],
};

let stack: TestStack;
let folder: string;
let base: string;
/** Containers and images that a validation made and left. */
let left: () => Promise<string[]>;

function write(files: Readonly<Record<string, string>>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
}

const validate = (code: number, ...args: string[]) => stack.exits(code, "validate", ...args, "--base", `debian:*=${base}`, "--jobs", "2", "--time-limit", "20", "--ready-limit", "8");

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "sutazai-estate-"));
  stack = await TestStack.create({ services: [serve("seed")] });
  left = await transientsSince(stack.docker);
  const { images } = (await stack.exits(0, "images", "build", "test-serve", "--json")).json<{ images: { name: string; reference: string }[] }>();
  base = images.find((image) => image.name === "lab-debian")!.reference;
  for (const [name, lines] of Object.entries(ESTATE)) write({ [`all/${name}/Dockerfile`]: [`FROM ${UPSTREAM}`, ...lines, ""].join("\n") });
  write({
    "all/healthy/app.sh": "touch /tmp/ready; exec sleep 300\n",
    "all/compose.yml": "services:\n  backend: {build: {context: ., dockerfile: ctx/app.docker}}\n",
    "all/ctx/app.docker": `FROM ${UPSTREAM}\nCOPY healthy/app.sh /\nHEALTHCHECK CMD true\n${STAY}\n`,
  });
}, minutes(6));

afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await stack?.dispose();
}, minutes(3));

test("every outcome is found and told, and nothing is left on the engine", async () => {
  const report = join(folder, "report.md");
  const document = (await validate(2, join(folder, "all"), "--json", "--report", "md", "--out", report)).json<Validation>();
  const told = Object.fromEntries(document.results.map((result) => [result.dockerfile, `${result.outcome}: ${result.detail}`.replace(/(exit 7 after|after|runs after) [\d.]+ s/, "$1 N s")]));
  expect(told).toEqual({
    "ctx/app.docker": "healthy: after N s",
    "healthy/Dockerfile": "healthy: after N s",
    "refused/Dockerfile": "syntax: line 2: unknown instruction: COPPY; not built",
    "source/Dockerfile": "missing source: line 2: gone.txt is not in the context; not built",
    "registry/Dockerfile": expect.stringMatching(/^registry unreachable: .*127\.0\.0\.1:1.*connection refused/),
    "dependency/Dockerfile": "unresolvable dependency: E: Unable to locate package no-such-package-anywhere",
    "broken/Dockerfile": "build error: The command '/bin/sh -c echo about to fail && exit 3' returned a non-zero code: 3",
    "slow/Dockerfile": expect.stringMatching(/^timeout: not finished within 20 s; last: /),
    "slower/Dockerfile": expect.stringMatching(/^timeout: not finished within 20 s; last: .*sleep 300/),
    "exits/Dockerfile": "exits: exit 7 after N s: no database",
    "nothing/Dockerfile": expect.stringMatching(/^exits: .*no such file or directory/),
    "silent/Dockerfile": "never listens: exposes 8080; listens on nothing",
    "sick/Dockerfile": "unhealthy: its check: exit 1: not well",
    "plain/Dockerfile": "no health check: still runs after N s",
    "mount/Dockerfile": "no health check: still runs after N s",
  });
  const { total, built } = document.summary;
  expect([total, built, document.results[0]!.services, document.results[0]!.replacedBases]).toEqual([15, 8, ["backend"], [{ from: UPSTREAM, image: base }]]);
  expect(await left()).toEqual([]);
}, minutes(4));

test("--critical-only leaves the rest out; two estates are compared", async () => {
  write({ "new/ctx/Dockerfile": `FROM ${UPSTREAM}\nHEALTHCHECK CMD true\nRUN head -c 3000000 /dev/zero > /more\n${STAY}\n`, "new/compose.yml": "services: {backend: {build: ctx}}\n" });
  const { compared } = (await validate(0, join(folder, "all"), "--critical-only", "--against", join(folder, "new"), "--no-cache", "--json")).json<{ compared: Compared[] }>();
  const [{ before, after }, ...others] = compared as [Required<Compared>, ...Compared[]];
  expect([others, before!.name, after!.name, after!.bytes! - before!.bytes!, before!.cachedSteps, after!.cachedSteps]).toEqual([[], "ctx/app.docker in .", "ctx/Dockerfile", expect.any(Number), 0, 0]);
  expect(after!.bytes! - before!.bytes!).toBeGreaterThan(2_900_000);
}, minutes(3));

test("interrupted, it takes away what it made", async () => {
  const running = stack.start("validate", join(folder, "all"), "--base", `debian:*=${base}`, "--ready-limit", "200", "--jobs", "4");
  await until("a container of the validation", async () => (await stack.docker.listContainers({ filters: { label: [VALIDATE_LABEL] } })).length > 0, 90_000);
  for (const pid of running.pids()) process.kill(pid, "SIGINT");
  const { code, stderr } = await running.done;
  expect([code, stderr.trim()]).toEqual([1, "interrupted; what was made on the engine is removed"]);
  expect(await left()).toEqual([]);
}, minutes(3));

test("killed, it leaves what the next look at images takes away and tells", async () => {
  const killed = stack.start("validate", join(folder, "all"), "--base", `debian:*=${base}`, "--ready-limit", "200", "--jobs", "4");
  await until("a container of the validation", async () => (await stack.docker.listContainers({ filters: { label: [VALIDATE_LABEL] } })).length > 0, 90_000);
  await killed.kill();
  expect((await left()).length).toBeGreaterThan(0);
  expect((await stack.exits(0, "prove", base, base)).stderr).toContain("removed what a killed run had left on the engine: ");
  // The engine may still end the step of a build that was cut off.
  await until("nothing is left", async () => (await left()).length === 0 || void (await stack.exits(0, "prove", base, base)), 60_000);
}, minutes(3));

test("prove: the same images are the same; every difference of another is told", async () => {
  const tags = ["old", "new"].map((name) => `${stack.name}-${name}`);
  const dist = (name: string, version: string) => [`${name}-${version}.dist-info/METADATA`, `Name: ${name}\nVersion: ${version}\n`] as const;
  const make = async (tag: string, lines: readonly string[], files: readonly (readonly [string, string])[]) => {
    const context = pack();
    context.entry({ name: "Dockerfile" }, [`FROM ${base}`, "COPY files /", ...lines, ""].join("\n"));
    for (const [path, content] of files) context.entry({ name: `files/${path}` }, content);
    context.finalize();
    const stream = await stack.docker.buildImage(context as unknown as NodeJS.ReadableStream, { t: tag });
    await new Promise<void>((resolve, reject) => stack.docker.modem.followProgress(stream, (error) => (error ? reject(error) : resolve())));
  };
  const site = (...packages: (readonly [string, string])[]) => packages.map(([path, content]) => [`usr/lib/python3/dist-packages/${path}`, content] as const);
  try {
    await make(tags[0]!, ["USER 1000", "EXPOSE 80", "ENV API_KEY=one", 'CMD ["a"]'], site(dist("Flask", "3.0.0"), dist("gone", "1")));
    await make(tags[1]!, ["USER 0", "EXPOSE 80", "ENV API_KEY=two", 'CMD ["a"]'], [...site(dist("flask", "3.0.1")), ["app/node_modules/x/package.json", '{"name":"x","version":"1.0.0"}']]);
    const same = (await stack.exits(0, "prove", tags[0]!, tags[0]!, "--json")).json<Proof>();
    expect([same.same, same.packages.python, same.packages.os > 50]).toEqual([true, 2, true]);
    const other = await stack.exits(2, "prove", tags[0]!, tags[1]!, "--json");
    expect(other.json<Proof>().differences.map(({ what, name, old, new: now }) => [what, name, old ?? "-", now ?? "-"])).toEqual([
      ["user", "", "1000", "root"],
      ["environment", "API_KEY", "(a secret)", "(a secret)"],
      ["python package", "flask", "3.0.0", "3.0.1"],
      ["python package", "gone", "1", "-"],
      ["npm package", "x", "-", "1.0.0"],
    ]);
    expect((await stack.exits(3, "prove", tags[0]!, `${stack.name}-none`)).stderr).toContain(`the engine has no image ${stack.name}-none`);
  } finally {
    for (const tag of tags) await stack.docker.getImage(tag).remove({ force: true }).catch(() => {});
  }
  expect(await left()).toEqual([]);
}, minutes(2));
