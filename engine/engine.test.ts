/** The parts of engine/ that need no engine. */
import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import type Docker from "dockerode";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { engineAdvice } from "./client.ts";
import { contextHash } from "./context-hash.ts";
import { Events, verdictOf } from "./events.ts";
import { IMAGES } from "../infra/images.ts";
import { StackSettingsSchema } from "../infra/stack-settings.ts";
import { ROOT } from "./load.ts";
import { checkoutFacts, engineSocket } from "./facts.ts";
import { demultiplex, describeFailure, lastLines } from "./failure.ts";
import { parseListeners, portHolders } from "./port-holders.ts";
import { pausesOf, shellLoop } from "./readiness.ts";

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), "sutazai-unit-"))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test("the engine's socket is the client's own, and the usual one where the client asks another machine or says nothing", () => {
  expect(["unix:///run/user/1000/docker.sock", undefined, "", "tcp://10.0.0.5:2376", "ssh://engine"].map(engineSocket)).toEqual(["/run/user/1000/docker.sock", ...Array.from({ length: 4 }, () => "/var/run/docker.sock")]);
});

test("who chose an engine is told to start it or to let go of it, others how to get one", () => {
  expect([engineAdvice("unix:///gone.sock"), engineAdvice(undefined)]).toEqual(["start the engine there, or `unset DOCKER_HOST` to use this machine's own", "./sutazai doctor says what is missing; ./sutazai up installs and starts it where it may"]);
});

test("a build context that is no folder is a fact of its own, not an error", () => {
  const subnets = { frontend: "172.28.1.0/24", backend: "172.28.2.0/24", database: "172.28.3.0/24", monitoring: "172.28.4.0/24", access: "172.28.5.0/24" };
  const settings = StackSettingsSchema.parse({ environment: "dev", subnets, contexts: { faiss: "../no/such/folder", backend: "README.md" } });
  const { contexts } = checkoutFacts(ROOT, settings, [], IMAGES.filter((i) => ["faiss", "backend"].includes(i.name)));
  expect(Object.fromEntries(contexts)).toEqual({ faiss: "missing", backend: "a file" });
});

describe("the loop of a readiness check", () => {
  /** Runs it with a `sleep` that only counts. */
  function run(check: string, ...pauses: number[]): { exit: number; sleeps: number[] } {
    const log = join(folder, "sleeps");
    writeFileSync(log, "");
    writeFileSync(join(folder, "sleep"), `#!/bin/sh\necho "$1" >>${log}\n`, { mode: 0o755 });
    const env = { ...process.env, PATH: `${folder}:${process.env.PATH}` };
    let exit = 0;
    try {
      execFileSync("/bin/sh", ["-c", shellLoop(check, pauses)], { env });
    } catch (error) {
      exit = (error as { status: number }).status;
    }
    return { exit, sleeps: execFileSync("cat", [log], { encoding: "utf8" }).split("\n").filter(Boolean).map(Number) };
  }

  test("a check that passes ends it at once", () => expect(run("true", 1, 2)).toEqual({ exit: 0, sleeps: [] }));
  test("one that never passes is asked before each pause, and fails", () => expect(run("false", 0.1, 0.1, 2)).toEqual({ exit: 1, sleeps: [0.1, 0.1, 2] }));
  test("one that passes at the third time", () => {
    const count = join(folder, "count");
    expect(run(`echo x >>${count}; [ $(wc -l <${count}) -ge 3 ]`, 0.1, 0.2, 0.3)).toEqual({ exit: 0, sleeps: [0.1, 0.2] });
  });
  test("an exit inside the check, or its words, do not reach the loop", () => {
    expect(run("exit 7", 0.1, 0.1)).toEqual({ exit: 1, sleeps: [0.1, 0.1] });
    expect(run("exit 0", 5)).toEqual({ exit: 0, sleeps: [] });
    expect(run("true # a remark", 5)).toEqual({ exit: 0, sleeps: [] });
  });

  test("pauses grow with what has passed, in tenths, from 0.1 to 2 seconds", () => {
    expect(pausesOf(0, 0.5)).toEqual([0.1, 0.1, 0.1, 0.1, 0.1]);
    expect(pausesOf(6, 2)).toEqual([0.4, 0.4, 0.5, 0.5, 0.5]);
    expect(pausesOf(100, 5)).toEqual([2, 2, 2]);
    expect(pausesOf(3, 0)).toEqual([]);
  });
  test("any stretch is filled, and no answer is later than a tenth of what has passed or a tenth of a second", () =>
    fc.assert(
      fc.property(fc.double({ min: 0, max: 500, noNaN: true }), fc.double({ min: 0.1, max: 60, noNaN: true }), (elapsed, seconds) => {
        const pauses = pausesOf(elapsed, seconds);
        const sum = pauses.reduce((a, b) => a + b, 0);
        expect(sum).toBeGreaterThanOrEqual(seconds - 1e-6);
        expect(sum - seconds).toBeLessThanOrEqual(2);
        let at = elapsed;
        for (const pause of pauses) (expect(pause).toBeLessThanOrEqual(Math.max(0.1, at / 10)), (at += pause));
      }),
    ));
});

describe("what an event of the engine means", () => {
  const event = (Action: string, Attributes: Record<string, string> = {}) => ({ Action, Actor: { ID: "x", Attributes } });
  test.each([
    [event("health_status: healthy"), false, "healthy"],
    [event("health_status: unhealthy"), false, "is unhealthy: its health check failed too often"],
    [event("die", { exitCode: "3" }), false, "died with exit code 3"],
    [event("die", { exitCode: "137" }), true, "died with exit code 137 (out of memory)"],
    [event("die"), false, "died with exit code ?"],
    [event("start"), false, undefined],
    [event("oom"), true, undefined],
    [event("exec_create: /bin/sh"), false, undefined],
  ])("%j (out of memory: %p)", (given, oom, verdict) => expect(verdictOf(given, oom)).toBe(verdict));
});

test("whoever waits for a container's creation gets its id, each time, and nobody else's", async () => {
  const stream = new PassThrough();
  const events = new Events({ getEvents: async () => stream } as unknown as Docker, "dev");
  const seen: string[] = [];
  events.onCreated("sutazai-dev-api", (id) => seen.push(id));
  await events.open();
  const say = (Action: string, ID: string, name: string) => stream.write(`${JSON.stringify({ Action, Actor: { ID, Attributes: { name } } })}\n`);
  say("create", "1", "sutazai-dev-api");
  say("create", "2", "sutazai-dev-other");
  say("start", "1", "sutazai-dev-api");
  say("create", "3", "sutazai-dev-api");
  stream.end();
  for await (const _ of stream) void _;
  expect(seen).toEqual(["1", "3"]);
});

describe("the engine's log stream", () => {
  const frame = (stream: number, text: string) => {
    const head = Buffer.alloc(8);
    head[0] = stream;
    head.writeUInt32BE(Buffer.byteLength(text), 4);
    return Buffer.concat([head, Buffer.from(text)]);
  };
  test("frames of both streams become text", () => expect(demultiplex(Buffer.concat([frame(1, "out\n"), frame(2, "err\n")]))).toBe("out\nerr\n"));
  test("a TTY's raw text passes", () => expect(demultiplex(Buffer.from("plain text of a terminal\n"))).toBe("plain text of a terminal\n"));
  test("a frame that was cut off gives what there is", () => expect(demultiplex(frame(1, "whole sentence").subarray(0, 13))).toBe("whole"));
  test("nothing is nothing", () => expect(demultiplex(Buffer.alloc(0))).toBe(""));
  test("any texts come back in their order", () => {
    const texts = fc.array(fc.tuple(fc.constantFrom(1, 2), fc.string({ unit: "grapheme" })));
    fc.assert(fc.property(texts, (rows) => expect(demultiplex(Buffer.concat(rows.map(([s, t]) => frame(s, t))))).toBe(rows.map(([, t]) => t).join(""))));
  });

  const container = (state: object, log: string) => ({ inspect: () => Promise.resolve({ State: state }), logs: () => Promise.resolve(frame(1, log)) }) as never;
  test("a failure has cause, check, last lines and next step", async () => {
    const state = { OOMKilled: true, Health: { Log: [{ ExitCode: 0, Output: "old" }, { ExitCode: 1, Output: " no answer \n" }] } };
    const error = await describeFailure(container(state, "one\n\ntwo\n"), { stack: "prod", service: "redis" }, "died with exit code 137", 2.345);
    expect(error.message.split("\n")).toEqual([
      "service redis died with exit code 137 (2.3 s after its start)",
      "  it was killed for using more memory than its limit",
      "  its health check: exit 1: no answer",
      "  its last log lines:",
      "    one",
      "    two",
      "  next: ./sutazai logs redis --stack prod; correct it, then deploy again (it is tried again from the start)",
    ]);
  });
  test("a silent service is said to be silent; a container that is gone is no second error", async () => {
    expect((await describeFailure(container({}, ""), { stack: "prod", service: "a" }, "is not running", 0)).message).toContain("\n  it logged nothing\n");
    expect(await lastLines({ logs: () => Promise.reject(new Error("no such container")) } as never, 5)).toEqual(["(no log: no such container)"]);
    expect(await lastLines(container({}, "1\n2\n3\n"), 2)).toEqual(["2", "3"]);
  });
});

describe("the hash of a build context", () => {
  function write(name: string, text: string, mode = 0o644): void {
    mkdirSync(join(folder, name, ".."), { recursive: true });
    writeFileSync(join(folder, name), text);
    chmodSync(join(folder, name), mode);
  }
  const changes = (edit: () => void) => {
    const before = contextHash(folder);
    edit();
    return contextHash(folder) !== before;
  };
  beforeEach(() => (write("Dockerfile", "FROM x"), write("app/main.py", "print(1)")));

  test("changes with content, name, executable bit, link target and an empty folder", () => {
    expect([
      changes(() => write("app/main.py", "print(2)")),
      changes(() => write("app/other.py", "")),
      changes(() => chmodSync(join(folder, "Dockerfile"), 0o755)),
      changes(() => symlinkSync("main.py", join(folder, "app/link"))),
      changes(() => mkdirSync(join(folder, "empty"))),
      changes(() => rmSync(join(folder, "app/other.py"))),
    ]).toEqual([true, true, true, true, true, true]);
  });
  test("does not change with times, read rights, or what tools leave behind", () => {
    expect([
      changes(() => utimesSync(join(folder, "Dockerfile"), 1, 1)),
      changes(() => chmodSync(join(folder, "Dockerfile"), 0o600)),
      changes(() => write("app/__pycache__/main.pyc", "x")),
      changes(() => write("node_modules/x/index.js", "x")),
      changes(() => write(".git/HEAD", "x")),
    ]).toEqual([false, false, false, false, false]);
  });
  test("a file whose content looks like the next file is not that next file", () => {
    write("y", "1");
    write("z", "2");
    expect(changes(() => (rmSync(join(folder, "z")), write("y", "1f z - \n2")))).toBe(true);
  });
  test("a folder that does not exist is an error", () => expect(() => contextHash(join(folder, "gone"))).toThrow(/ENOENT/));
});

describe("who holds a port", () => {
  test("listening sockets of both tables, and no others", () => {
    const table = [
      "  sl  local_address                         remote_address                        st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode",
      "   0: 00000000000000000000000000000000:0016 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 111 1 0 100 0 0 10 0",
      "   1: 0100007F:1F91 0100007F:C350 01 00000000:00000000 00:00000000 00000000     0        0 222 1 0 100 0 0 10 0",
      "",
    ].join("\n");
    expect(parseListeners(table)).toEqual([{ port: 22, inode: "111" }]);
  });
  test("this process is named for a port that it listens on, a free port is not there", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    const { port } = server.address() as { port: number };
    const free = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => free.once("listening", resolve));
    const { port: other } = free.address() as { port: number };
    await new Promise((resolve) => free.close(resolve));
    try {
      const found = await portHolders([port, other]);
      expect([...found.keys()]).toEqual([port]);
      expect(found.get(port)).toMatch(process.platform === "linux" ? new RegExp(`^process ${process.pid} \\(.+\\)$`) : /./);
    } finally {
      server.close();
    }
  });
});
