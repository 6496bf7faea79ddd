import { hostname } from "node:os";
import { expect, test } from "@jest/globals";
import { isOrphan, newRun } from "./transient.ts";

test("an orphan's process ran on this host and has ended; one of another host, or without a note, is left alone", () => {
  const mine = newRun().labels["sutazai.validate.process"]!;
  const [host, pid, start] = mine.split(" ");
  expect([mine, `${host} ${pid} ${Number(start) + 1}`, `${hostname()} 4194304 1`, "another-host 4194304 1", undefined].map(isOrphan)).toEqual([false, true, true, false, false]);
});
