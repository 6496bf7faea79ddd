import { expect, test } from "@jest/globals";
import { dockerfile, found } from "../testing.ts";
import { noSecrets } from "./no-secrets.ts";

test("secrets in variables are found by name or by URL, and never shown", () => {
  expect(found(noSecrets, dockerfile("ENV DB_PASSWORD=hunter2 A=1", 'ARG API_TOKEN="abc"', "ENV URL=postgres://me:secret@db/x"))).toEqual([
    "2: ENV DB_PASSWORD with a value",
    "3: ARG API_TOKEN with a value",
    "4: ENV URL with a password in its URL",
  ]);
});

test("files that hold secrets are found by name", () => {
  expect(found(noSecrets, dockerfile("COPY .env config/tls.key /etc/", "ADD id_ed25519 /root/.ssh/"))).toEqual(["2: COPY .env", "2: COPY config/tls.key", "3: ADD id_ed25519"]);
});

test("what is no secret", () => {
  expect(found(noSecrets, dockerfile("ARG TOKEN", "ENV PASSWORD_FILE=/run/x MAX_TOKENS=5 API_KEY=none DB_PASSWORD=${DB_PASSWORD}", "COPY .env.example ca.crt /etc/", "COPY --from=b /id_rsa /x"))).toEqual([]);
});
