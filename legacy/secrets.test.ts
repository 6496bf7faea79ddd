import { expect, test } from "@jest/globals";
import { isSecretName, secretKind } from "./secrets.ts";

test("secret by a word of the name, unless the last word says what is beside the secret", () => {
  const secret = ["DB_PASSWORD", "api-key", "jwt.secret", "PASS", "TOKEN", "AWS_SECRET_ACCESS_KEY", "KEY_2", "N8N_BASIC_AUTH_PASSWORD", "CREDENTIALS", "apikey"];
  const harmless = ["MAX_TOKENS", "TOKENIZERS_PARALLELISM", "DB_PASSWORD_FILE", "KEY_PREFIX", "TOKEN_TTL", "SECRET_NAME", "PASSWORDLESS", "AUTH", "MONKEY", "", "KEY_LENGTH"];
  expect([secret.filter((name) => !isSecretName(name)), harmless.filter(isSecretName)]).toEqual([[], []]);
});

test.each([
  ["PASSWORD", "hunter2", "literal"],
  ["PASSWORD", "a$$b", "literal"],
  ["PASSWORD", "12345", "literal"],
  ["PASSWORD", "truely", "literal"],
  ["PASSWORD", "${X:-hunter2}", "default"],
  ["PASSWORD", "${X:-${Y:-deep}}", "default"],
  ["PASSWORD", "${A}${B:-x}", "default"],
  ["PASSWORD", "${X}", undefined],
  ["PASSWORD", "${X:-}", undefined],
  ["PASSWORD", "${X:-}tail", undefined],
  ["PASSWORD", "${X:-${Y}}", undefined],
  ["PASSWORD", "${X:+y}", undefined],
  ["PASSWORD", "${X:?m}", undefined],
  ["PASSWORD", "before${X}", undefined],
  ["PASSWORD", "", undefined],
  ["PASSWORD", "True", undefined],
  ["PASSWORD", "/run/secrets/p", undefined],
  ["PASSWORD", "${X:-./p}", undefined],
  ["PASSWORD", "None", "placeholder"],
  ["API_KEY", "${K:-not-needed}", "placeholder"],
  ["NEO4J_AUTH", "neo4j/secret", "literal"],
  ["NEO4J_AUTH", "neo4j/${P:-secret}", "default"],
  ["NEO4J_AUTH", "${A:-neo4j/secret}", "default"],
  ["NEO4J_AUTH", "${U:-neo4j}/secret", "literal"],
  ["NEO4J_AUTH", "neo4j/${P}", undefined],
  ["NEO4J_AUTH", "none", undefined],
  ["NEO4J_AUTH", "neo4j/none", "placeholder"],
  ["NEO4J_AUTH", "${P:?set it}", undefined],
  ["DATABASE_URL", "postgres://u:p@db/x", "url"],
  ["DATABASE_URL", "postgres://u:${P:-p}@db/x", "url"],
  ["DATABASE_URL", "${URL:-redis://:p@r:6379}", "url"],
  ["DATABASE_URL", "postgres://u:${P}@db/x", undefined],
  ["DATABASE_URL", "postgres://u:${P:-}@db/x", undefined],
  ["DATABASE_URL", "postgres://db:5432/x?a@b", undefined],
  ["DB_PASSWORD", "postgres://u:p@db/x", "literal"],
  ["SOME_KEY_URL", "https://u:p@h", "url"],
])("%s=%s is %s", (name, value, kind) => {
  expect(secretKind(name, value)).toBe(kind);
});
