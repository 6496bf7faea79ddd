import { expect, test } from "@jest/globals";
import { dockerfile, found } from "../testing.ts";
import { compilerInBuilder } from "./compiler-in-builder.ts";

test("compilers in the image", () => {
  expect(found(compilerInBuilder, dockerfile("RUN apt-get install -y gcc curl build-essential=12.9"))).toEqual(["2: gcc, build-essential=12.9"]);
  expect(found(compilerInBuilder, "FROM a:1 AS b\nRUN apk add make\nFROM b")).toEqual(["2: make"]);
});

test.each([
  "FROM a:1 AS b\nRUN apt-get install -y gcc\nFROM c:1\nCOPY --from=b /x /x",
  dockerfile("RUN apt-get install -y gcc && make && apt-get purge -y gcc"),
  dockerfile("RUN make && pip install gcc"),
])("%j has none", (text) => {
  expect(found(compilerInBuilder, text)).toEqual([]);
});
