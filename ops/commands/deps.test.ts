import { expect, test } from "@jest/globals";
import { UsageError, type Context } from "../command.ts";
import { deps } from "./deps.ts";

test.each<[string, string | undefined, Record<string, unknown>, string]>([
  ["weigh", undefined, {}, '"weigh" is not one of check, lock, audit'],
  ["lock", "/tmp", {}, "deps lock takes no folder: it is about this project's own locks"],
  ["audit", "/tmp", {}, "deps audit takes no folder: it is about this project's own locks"],
  ["check", undefined, { upgrade: true, check: true }, "--check belongs to deps lock\n--upgrade belongs to deps lock"],
  ["check", undefined, { database: "f", versionsOnly: true }, "--database belongs to deps audit\n--versions-only belongs to deps audit"],
  ["lock", undefined, { python: "3.11", builds: true }, "--python belongs to deps check\n--builds belongs to deps check"],
  ["check", "/tmp", { python: "foo" }, "--python foo: a version of Python, such as 3.11"],
  ["check", "/tmp", { python: "3" }, "--python 3: a version of Python, such as 3.11"],
])("deps %s %s %j is refused before anything is asked", async (action, folder, options, words) => {
  await expect(async () => deps.run({} as Context, [action, folder], options)).rejects.toThrow(new UsageError(words));
});
