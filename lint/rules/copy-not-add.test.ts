import { expect, test } from "@jest/globals";
import { dockerfile, found } from "../testing.ts";
import { copyNotAdd } from "./copy-not-add.ts";

test("downloads and plain files", () => {
  expect(found(copyNotAdd, dockerfile("ADD https://x.test/a.tar.gz /a", "ADD main.py lib /app/", 'ADD ["git@x.test:a/b", "/b"]'))).toEqual(["2: ADD https://x.test/a.tar.gz", "3: ADD main.py", "3: ADD lib", "4: ADD git@x.test:a/b"]);
});

test("an archive of the context, a download with its checksum, COPY", () => {
  expect(found(copyNotAdd, dockerfile("ADD root.tar.xz /", "ADD --checksum=sha256:0 https://x.test/a /a", "COPY main.py /app/", "ADD $WHAT /x"))).toEqual([]);
});
