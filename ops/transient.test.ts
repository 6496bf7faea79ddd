import { hostname } from "node:os";
import { expect, test } from "@jest/globals";
import { isOrphan, newRun } from "./transient.ts";

test("a run is one label: a build that is cut off between two would leave an image that names no process", () => {
  const { id, labels } = newRun();
  expect(labels).toEqual({ "sutazai.validate": expect.stringMatching(new RegExp(`^${id} \\S+ ${process.pid} \\d+$`)) });
});

test("an orphan's process ran on this host and has ended; one of another host, or without a note, is left alone", () => {
  const mine = newRun().labels["sutazai.validate"]!.split(" ").slice(1).join(" ");
  const [host, pid, start] = mine.split(" ");
  expect([mine, `${host} ${pid} ${Number(start) + 1}`, `${hostname()} 4194304 1`, "another-host 4194304 1", undefined].map(isOrphan)).toEqual([false, true, true, false, false]);
});
