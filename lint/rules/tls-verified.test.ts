import { expect, test } from "@jest/globals";
import { dockerfile, found } from "../testing.ts";
import { tlsVerified } from "./tls-verified.ts";

test("switched off", () => {
  expect(
    found(tlsVerified, dockerfile("ENV NODE_TLS_REJECT_UNAUTHORIZED=0", "ARG PIP_TRUSTED_HOST=x.test", "RUN curl -fsSk https://x.test -o x && wget --no-check-certificate y", "RUN pip install --trusted-host x.test z", "RUN git -c http.sslVerify=false clone u", "RUN apt-get install --allow-unauthenticated p")),
  ).toEqual(["2: ENV NODE_TLS_REJECT_UNAUTHORIZED=0", "3: ARG PIP_TRUSTED_HOST=x.test", "4: curl -fsSk", "4: wget --no-check-certificate", "5: pip --trusted-host", "6: git -c http.sslVerify=false", "7: apt-get --allow-unauthenticated"]);
});

test("left on", () => {
  expect(found(tlsVerified, dockerfile("ENV NODE_TLS_REJECT_UNAUTHORIZED=1", "ARG PIP_TRUSTED_HOST", "RUN curl -fsSL https://x.test/--insecure -o k"))).toEqual([]);
});
