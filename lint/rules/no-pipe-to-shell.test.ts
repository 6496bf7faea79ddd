import { expect, test } from "@jest/globals";
import { dockerfile, found } from "../testing.ts";
import { noPipeToShell } from "./no-pipe-to-shell.ts";

test("a download that goes to a shell", () => {
  expect(found(noPipeToShell, dockerfile("RUN curl -fsSL https://x.test/i.sh | sh", 'RUN bash -c "$(wget -O- https://x.test)"', "RUN <<EOF", "curl https://x.test | sudo bash", "EOF"))).toEqual([
    "2: curl -fsSL https://x.test/i.sh | sh",
    '3: bash -c "$(wget -O- https://x.test)"',
    "4: <<EOF",
  ]);
});

test("a download to a file, and a pipe from elsewhere", () => {
  expect(found(noPipeToShell, dockerfile("RUN curl -o x https://x.test && sha256sum -c x.sha256 && sh x", "RUN echo true | sh"))).toEqual([]);
});
