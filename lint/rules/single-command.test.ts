import { expect, test } from "@jest/globals";
import { dockerfile, found } from "../testing.ts";
import { singleCommand } from "./single-command.ts";

test("a second one in a stage", () => {
  expect(found(singleCommand, dockerfile("CMD a", "ENTRYPOINT b", "CMD c", "CMD d"))).toEqual(["2: another one in line 5", "4: another one in line 5"]);
  expect(found(singleCommand, "FROM a:1 AS b\nCMD x\nFROM b\nCMD y\nENTRYPOINT z")).toEqual([]);
});
