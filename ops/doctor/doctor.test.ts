import { expect, test } from "@jest/globals";
import { parseListeners } from "../../engine/port-holders.ts";
import { bounded, ok } from "./check.ts";
import { apiCheck, diskVerdict, driverCheck } from "./engine.ts";
import { firstProxy, proxySettings } from "./network.ts";
import { nodeServes } from "./programs.ts";

test.each([["v24.21.0", true], ["v23.6.0", true], ["v23.5.0", false], ["v22.18.0", true], ["v22.17.1", false], ["v20.20.2", false]])("Node %s runs TypeScript: %p", (version, expected) => {
  expect(nodeServes(version)).toBe(expected);
});

test("the engine's API: 1.41 is the least, below 1.44 is said", () => {
  expect(["1.40", "1.41", "1.43", "1.44", "1.51"].map((version) => apiCheck(version).level)).toEqual(["failed", "note", "note", "ok", "ok"]);
});

test("storage driver and disk", () => {
  expect(["overlay2", "overlayfs", "vfs"].map((driver) => driverCheck(driver).level)).toEqual(["ok", "ok", "note"]);
  expect([2, 5, 50].map((gib) => diskVerdict(gib * 1024 ** 3, "/var/lib/docker").level)).toEqual(["failed", "note", "ok"]);
  expect(diskVerdict(2 * 1024 ** 3, "/d").detail).toBe("2.0 GiB free in /d, needed: 3.0 GiB");
});

test.each([
  ["https://mirror.example/go/,direct\n", "https://mirror.example/go"],
  ["off", undefined],
  ["direct", undefined],
  ["file:///x|https://b", "https://b"],
])("GOPROXY %p asks %p", (list, expected) => {
  expect(firstProxy(list)).toBe(expected);
});

test("a proxy's password is not shown", () => {
  expect(proxySettings({ HTTPS_PROXY: "http://user:secret@proxy:3128", no_proxy: "localhost", OTHER: "x" })).toEqual(["HTTPS_PROXY=http://***@proxy:3128", "no_proxy=localhost"]);
});

test("only listening sockets of /proc/net/tcp count", () => {
  const table = [
    "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode",
    "   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 12345 1 0 100 0 0 10 0",
    "   1: 0100007F:1F91 0100007F:C350 01 00000000:00000000 00:00000000 00000000     0        0 12346 1 0 100 0 0 10 0",
  ].join("\n");
  expect(parseListeners(table)).toEqual([{ port: 8080, inode: "12345" }]);
});

test("a check that hangs or throws becomes a note", async () => {
  expect(await bounded("slow", 20, () => new Promise(() => {}))).toMatchObject([{ name: "slow", level: "note", detail: "no answer within 0.02 s" }]);
  expect(await bounded("broken", 1000, () => Promise.reject(new Error("why")))).toMatchObject([{ level: "note", detail: "could not be checked: why" }]);
  expect(await bounded("fine", 1000, async () => [ok("fine", "yes")])).toEqual([ok("fine", "yes")]);
});
