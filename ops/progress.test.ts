import { expect, test } from "@jest/globals";
import { progressLine } from "./progress.ts";
import type { EngineEvent } from "./pulumi.ts";

const IMAGE = "docker:index/remoteImage:RemoteImage";
const COMMAND = "command:local:Command";
const PARENTS: Readonly<Record<string, string>> = { gate: "TieredService", files: "TieredService$sutazai:docker:SecretFiles", debian: "BaseImage" };
const parent = (name: string) => PARENTS[name.split("-").at(-1)!] ?? "ServiceImage";
const metadata = (type: string, name: string, op = "create") => ({ op, type, urn: `urn:pulumi:dev::sutazai::sutazai:docker:${parent(name)}$${type}::${name}` });
const begun = (timestamp: number, type: string, name: string, op?: string): EngineEvent => ({ timestamp, resourcePreEvent: { metadata: metadata(type, name, op) } });
const ended = (timestamp: number, type: string, name: string): EngineEvent => ({ timestamp, resOutputsEvent: { metadata: metadata(type, name) } });
const failed = (timestamp: number, type: string, name: string): EngineEvent => ({ timestamp, resOpFailedEvent: { metadata: metadata(type, name) } });

test("images under way and services that are waited for, the longest first", () => {
  const events = [
    begun(0, COMMAND, "image-lab-debian"),
    ended(40, COMMAND, "image-lab-debian"),
    begun(41, IMAGE, "image-lab-redis"),
    begun(42, IMAGE, "image-lab-loki"),
    begun(60, IMAGE, "image-lab-consul"),
    begun(60, IMAGE, "image-lab-ollama"),
    begun(60, IMAGE, "image-lab-kong"),
    ended(80, IMAGE, "image-lab-redis"),
    begun(100, "docker:index/container:Container", "redis"),
    begun(101, COMMAND, "redis-gate"),
    begun(101, COMMAND, "image-maker-files"),
  ];
  expect(progressLine(events, 162)).toBe("images under way: lab-loki (2 min), lab-consul (2 min), lab-kong (2 min) and 1 more; 2 ready; waiting for redis (61 s)");
});

test("only what takes its time is told, and what failed is over", () => {
  expect([
    progressLine([], 10),
    progressLine([begun(8, COMMAND, "redis-gate")], 10),
    progressLine([begun(0, IMAGE, "image-a"), failed(4, IMAGE, "image-a"), begun(0, IMAGE, "image-b", "same")], 10),
    progressLine([begun(0, IMAGE, "image-a"), failed(4, IMAGE, "image-a"), begun(5, IMAGE, "image-b")], 10),
    progressLine([begun(1, COMMAND, "a-gate")], 10),
  ]).toEqual([undefined, undefined, undefined, "images under way: b (5 s); 0 ready", "waiting for a (9 s)"]);
});
