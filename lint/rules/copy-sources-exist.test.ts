import { expect, test } from "@jest/globals";
import { context, dockerfile, found } from "../testing.ts";
import { copySourcesExist } from "./copy-sources-exist.ts";

test("what is missing from the context", () => {
  const text = dockerfile("ARG DIR=src", "COPY a.txt ../b.txt ${DIR}/c.txt *.md $X/d /app/", "COPY --from=x /e /e", "COPY <<EOF /f", "text", "EOF", 'ADD ["g h", "/g"]');
  expect(found(copySourcesExist, text, context("/a.txt"))).toEqual(["3: COPY ../b.txt: no such file", "3: COPY src/c.txt: no such file", "8: ADD g h: no such file"]);
  expect(found(copySourcesExist, text, context("/a.txt", "/b.txt", "/src/c.txt", "/g h"))).toEqual([]);
});

test("without a context nothing is said", () => {
  expect(found(copySourcesExist, dockerfile("COPY a /a"))).toEqual([]);
});
