import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { scratch } from "../tests/unit/scratch.ts";
import type Docker from "dockerode";
import { LABELS } from "../infra/names.ts";
import { smallPlan } from "../ops/testing.ts";
import { excess, keepCommand, neighbourShortage, raiseCommand, raiseLimit, readNeighbours } from "./neighbours.ts";

const COLUMNS = "entries  allocs   destroys hash_grows lookups  hits     res_failed rcv_probes_mcast rcv_probes_ucast periodic_gc_runs forced_gc_runs unresolved_discards table_fulls";
const row = (entries: string, fulls: string) => `${entries} 000091b0 00009163 00000003 000e5375 00076065 00000404   00000000         00000000         0000165f         000054f3       00000000            ${fulls}\n`;

function proc(entries = "00000278", limit = "1024\n"): string {
  const folder = scratch();
  mkdirSync(join(folder, "net/stat"), { recursive: true });
  mkdirSync(join(folder, "sys/net/ipv4/neigh/default"), { recursive: true });
  writeFileSync(join(folder, "net/stat/arp_cache"), `${COLUMNS}\n${row(entries, "00000010")}${row(entries, "00000001")}`);
  writeFileSync(join(folder, "sys/net/ipv4/neigh/default/gc_thresh2"), "512\n");
  writeFileSync(join(folder, "sys/net/ipv4/neigh/default/gc_thresh3"), limit);
  return folder;
}

test("entries and limit are read where the engine is this kernel's", () => {
  const here = proc();
  expect([undefined, "unix:///run/user/1000/docker.sock", "tcp://10.0.0.1:2376", "ssh://host"].map((host) => readNeighbours(host, here))).toEqual([{ entries: 632, limit: 1024, full: 17 }, { entries: 632, limit: 1024, full: 17 }, undefined, undefined]);
  expect([readNeighbours(undefined, scratch()), readNeighbours(undefined, proc("none")), readNeighbours(undefined, proc("00000001", "nonsense"))]).toEqual([undefined, undefined, undefined]);
});

test("one platform of all profiles fits the usual limit, a second one of the default profile does not", () => {
  expect([[10, 68], [632, 0], [632, 56]].map(([entries, services]) => excess({ entries: entries!, limit: 1024 }, services!))).toEqual([undefined, undefined, 632 + 56 * 14]);
});

test("a kernel that does not count how often it was full", () => {
  const here = proc();
  writeFileSync(join(here, "net/stat/arp_cache"), "entries  allocs\n00000005 00005a59\n");
  expect(readNeighbours(undefined, here)).toEqual({ entries: 5, limit: 1024, full: 0 });
});

test("raised, there is room for ten platforms", () => {
  const here = proc();
  raiseLimit({ text: "", enough: 8192 }, here);
  expect(readNeighbours(undefined, here)).toEqual({ entries: 632, limit: 8192, full: 17 });
  expect(readFileSync(join(here, "sys/net/ipv4/neigh/default/gc_thresh2"), "utf8")).toBe("4096");
  expect(excess({ entries: 632, limit: 8192 }, 9 * 56)).toBeUndefined();
});

test("services that run already are in the table; another checkout's of the same name are not ours", async () => {
  const plan = smallPlan();
  const [first, ...rest] = plan.services.map((s) => s.name);
  const container = (service: string, checkout = plan.checkout) => ({ Labels: { [LABELS.stack]: plan.stack, [LABELS.service]: service, [LABELS.checkout]: checkout } });
  const told = async (...containers: object[]) => (await neighbourShortage(plan, { listContainers: () => Promise.resolve(containers) } as unknown as Docker, proc("00000064", String(100 + 14 * rest.length))))?.text;
  const text = (needed: number) => `the kernel knows at most ${100 + 14 * rest.length} neighbours for all containers of this host together (net.ipv4.neigh.default.gc_thresh3), and with stack t1 it takes about ${needed}: beyond the limit connections between containers fail at random`;
  expect([await told(), await told(container(first!)), await told(container(first!, "beef0000"))]).toEqual([text(114 + 14 * rest.length), undefined, text(114 + 14 * rest.length)]);
});

test("a limit that somebody has raised before is never lowered", async () => {
  const docker = { listContainers: () => Promise.resolve([]) } as unknown as Docker;
  const short = (await neighbourShortage(smallPlan(), docker, proc("00004e20", "16384")))!;
  expect([short.enough, raiseCommand(short), keepCommand(short)]).toEqual([
    32_768,
    "sysctl -w net.ipv4.neigh.default.gc_thresh2=16384 net.ipv4.neigh.default.gc_thresh3=32768",
    "printf 'net.ipv4.neigh.default.gc_thresh2 = 16384\\nnet.ipv4.neigh.default.gc_thresh3 = 32768\\n' > /etc/sysctl.d/90-sutazai.conf",
  ]);
});
