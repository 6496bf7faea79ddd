import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import type Docker from "dockerode";
import { extract } from "tar-stream";
import { walk } from "../../legacy/tree.ts";
import type { PastFile } from "../../legacy/execute/gate.ts";
import { parseDockerfile } from "../../readers/dockerfile/parse.ts";
import { EnvironmentError } from "../command.ts";
import { baseRule, requireBases, settingsOf } from "./settings.ts";
import { fromBuildKit, plainLines } from "./build.ts";
import { contextStream, DOCKERFILE, wantedPaths, type Overlay } from "./context.ts";
import { pooled } from "./pool.ts";
import { jobsOf } from "./run.ts";

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), "sutazai-validate-"))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(files: Readonly<Record<string, string>>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(join(folder, path, ".."), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
}

async function sent(dockerfile: string, overlay: Overlay = new Map(), from = folder): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  const entries = extract();
  contextStream(from, dockerfile, parseDockerfile(dockerfile).instructions, overlay).pipe(entries);
  for await (const entry of entries) found[entry.header.name] = entry.header.type === "symlink" ? `-> ${entry.header.linkname}` : await text(entry);
  return found;
}

test("a context is sent without what .dockerignore leaves out and what no instruction can name", async () => {
  write({ ".dockerignore": "**/*.log\n!src/keep.log\n", "src/a.py": "a", "src/x.log": "x", "src/keep.log": "k", "data/huge.bin": "h", "req.txt": "r" });
  symlinkSync("a.py", join(folder, "src", "link"));
  const dockerfile = "FROM a\nCOPY src/*.py req.txt /\nCOPY --from=b /data /d\n";
  expect(await sent(dockerfile)).toEqual({ [DOCKERFILE]: dockerfile, "src/a.py": "a", "src/keep.log": "k", "src/link": "-> a.py", "req.txt": "r" });
});

test("a context as it was: files of the overlay stand in the place of those on the disk, also where the folder is gone", async () => {
  write({ ".dockerignore": "", "src/a.py": "new", "src/b.py": "made since", "src/c.py": "c" });
  const file = (content: string) => ({ kind: "file", bytes: Buffer.from(content), mode: 0o644 }) as const;
  const overlay: Overlay = new Map<string, PastFile>([["src/a.py", file("old")], ["src/b.py", { kind: "none" }], ["gone/d.py", file("d")], ["src/l", { kind: "link", target: "c.py" }], [".dockerignore", file("src/c.py\n")], ["other/e", file("e")]]);
  const dockerfile = "FROM a\nCOPY src gone /\n";
  const was = { [DOCKERFILE]: dockerfile, "src/a.py": "old", "gone/d.py": "d", "src/l": "-> c.py" };
  expect(await sent(dockerfile, overlay)).toEqual(was);
  expect(await sent(dockerfile, overlay, join(folder, "none"))).toEqual(was);
});

test("what COPY and ADD can name", () => {
  const wanted = (lines: string) => wantedPaths(parseDockerfile(`FROM a\n${lines}`).instructions);
  expect([wanted("COPY ./a b/c /x"), wanted('ADD ["a b", "/x"]'), wanted("COPY a/*/b /x"), wanted("RUN x")]).toEqual([["a", "b/c"], ["a b"], ["a"], []]);
  expect(["COPY . /x", "COPY *.py /x", "COPY ${A} /x", "COPY a/../b ../c /x", "RUN --mount=type=bind,target=/x x", "ONBUILD COPY a /"].map(wanted)).toEqual([undefined, undefined, undefined, undefined, undefined, undefined]);
});

test("jobs of a folder: Dockerfiles by their names, contexts from its compose files", () => {
  write({
    "api/Dockerfile": "", "api/Dockerfile.dev": "", "tools/x.Dockerfile": "", "node_modules/a/Dockerfile": "", "notDockerfile": "",
    "deploy/docker-compose.yml": "services:\n  api: {build: {context: .., dockerfile: api/Dockerfile}}\n  frontend: {build: {context: ../tools, dockerfile: x.Dockerfile}}\n", "broken/compose.yml": "a: [",
  });
  expect(jobsOf(walk(folder), false).map((job) => [job.dockerfile, job.context, job.services.join()])).toEqual([
    ["tools/x.Dockerfile", "tools", "frontend"],
    ["api/Dockerfile", ".", "api"],
    ["api/Dockerfile.dev", "api", ""],
  ]);
  expect(jobsOf(walk(folder), true).map((job) => job.dockerfile)).toEqual(["tools/x.Dockerfile"]);
});

test("no more at a time than the width; results in the order of the items; the first error ends it", async () => {
  let running = 0;
  let most = 0;
  const work = async (item: number) => {
    most = Math.max(most, ++running);
    await Promise.resolve();
    running--;
    return item * 2;
  };
  expect([await pooled([1, 2, 3, 4, 5], 2, work), most]).toEqual([[2, 4, 6, 8, 10], 2]);
  const begun: number[] = [];
  const failing = pooled([1, 2, 3, 4], 2, async (item) => {
    begun.push(item);
    if (item === 1) throw new Error("no");
  });
  await expect(failing).rejects.toThrow("no");
  expect(begun).toEqual([1, 2]);
});

test("the client's lines: BuildKit's output decoded, colours removed", () => {
  expect(["RTogVW5hYmxlCg==", "[sha256:a4523] [2/2] RUN x", "ERROR: failed"].map(fromBuildKit)).toEqual(["E: Unable\n", "[sha256:a4523] [2/2] RUN x", "ERROR: failed"]);
  expect(plainLines("\u001b[91mE\u001b[0m\u001b[91m: x\u001b[0m\r\n\n b\n")).toEqual(["E: x", " b"]);
});

test("--base", () => {
  expect(baseRule("python:3.*=own/python:3")).toEqual({ from: "python:3.*", image: "own/python:3" });
  expect(() => baseRule("python")).toThrow("--base is UPSTREAM=LOCAL");
});

test("what the engine would refuse for every image is refused before the first", async () => {
  expect([settingsOf({ memory: "6" }).memory, settingsOf({}).memory]).toEqual([6 * 2 ** 20, 2 ** 30]);
  for (const memory of ["5", "0", "x"]) expect(() => settingsOf({ memory })).toThrow(`--memory is a whole number from 6, not "${memory}"`);
  const docker = { getImage: (name: string) => ({ inspect: async () => (name === "here:1" ? {} : Promise.reject(Object.assign(new Error(), { statusCode: 404 }))) }) } as unknown as Docker;
  await expect(requireBases(docker, [baseRule("a:*=here:1")])).resolves.toBeUndefined();
  await expect(requireBases(docker, [baseRule("a:*=here:1"), baseRule("python:3.11*=nosuch:1")])).rejects.toEqual(new EnvironmentError("--base python:3.11*=nosuch:1: the engine has no image nosuch:1", "docker pull nosuch:1, or name one that docker images lists"));
});
