import { expect, test } from "@jest/globals";
import { dockerfile, found } from "../testing.ts";
import { workdirAbsolute } from "./workdir-absolute.ts";

test("a relative path", () => {
  expect(found(workdirAbsolute, dockerfile("WORKDIR app", "ENV D=x", "WORKDIR ${D}/y"))).toEqual(["2: WORKDIR app", "4: WORKDIR x/y"]);
  expect(found(workdirAbsolute, dockerfile("WORKDIR /app", "WORKDIR $HOME/x", "WORKDIR C:/x"))).toEqual([]);
});
