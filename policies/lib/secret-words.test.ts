import { expect, test } from "@jest/globals";
import { isSecretName, secretIn, variables } from "./secret-words.ts";

test.each(["PASSWORD", "DB_PASSWORD", "db.password", "apiKey", "API_KEY", "github-token", "clientSecret", "AWS_SECRET_ACCESS_KEY", "GF_SECURITY_ADMIN_PASSWORD", "pwd"])("%s names a secret", (name) => {
  expect(isSecretName(name)).toBe(true);
});

test.each(["DB_PASSWORD_FILE", "TOKEN_LIMIT", "MAX_TOKENS", "MAX_TOKEN", "SECRET_NAME", "PASSWORD_POLICY", "KEYBOARD", "MONKEY", "PASSENGER", "TOKENIZERS_PARALLELISM", "COMPASS", "OLLAMA_KEEP_ALIVE", "PATH"])("%s names none", (name) => {
  expect(isSecretName(name)).toBe(false);
});

test.each([
  ["-----BEGIN OPENSSH PRIVATE KEY-----", "a private key"],
  ["amqp://user:hunter2@rabbitmq:5672/", "a password in a URL"],
  ["redis://:hunter2@redis", "a password in a URL"],
  ["AKIAIOSFODNN7EXAMPLE", "an AWS access key"],
  [`ghp_${"a".repeat(36)}`, "a GitHub token"],
  [`glpat-${"a".repeat(20)}`, "a GitLab token"],
  ["xoxb-1234567890-abc", "a Slack token"],
  ["eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJlMTIz", "a JSON web token"],
])("%s gives away a secret", (text, what) => {
  expect(secretIn(text)).toBe(what);
});

test.each(["http://x:8000/", "amqp://user:$PASSWORD@x", "postgres://db/x?a=b@c", "-----BEGIN CERTIFICATE-----", "token"])("%s gives away none", (text) => {
  expect(secretIn(text)).toBeUndefined();
});

test("variables are read from a list and from a map", () => {
  const plain = (list: readonly { name: string; value: string }[]) => list.map(({ name, value }) => [name, value]);
  expect(plain(variables(["A=b=c", "B=", "C", "D=1\n2"]))).toEqual([["A", "b=c"], ["B", ""], ["C", ""], ["D", "1\n2"]]);
  expect(plain(variables({ A: "b", C: "" }))).toEqual([["A", "b"], ["C", ""]]);
  expect(variables(undefined)).toEqual([]);
});
