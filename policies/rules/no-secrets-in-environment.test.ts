import { container, ruleTests, service, UNKNOWN } from "../testing.ts";
import { noSecretsInEnvironment } from "./no-secrets-in-environment.ts";

ruleTests(noSecretsInEnvironment, {
  good: [
    container(),
    container({ envs: ["DB_PASSWORD_FILE=/run/secrets/db", "API_KEY=", "TOKEN_LIMIT=5", "MAX_TOKENS=100", "PATH=/usr/bin", "DB_PASSWORD=/run/secrets/db", "URL=http://x:8000/"] }),
    service({ env: { LOG_LEVEL: "debug" } }),
  ],
  bad: [
    [
      container({ envs: ["A=b", "DB_PASSWORD=hunter2", "apiKey=abc"] }),
      "redis: must have no secret in its environment; got envs DB_PASSWORD (by its name a secret); fix: write it into a file, and set DB_PASSWORD_FILE to its path",
      "redis: must have no secret in its environment; got envs apiKey (by its name a secret); fix: write it into a file, and set apiKey_FILE to its path",
    ],
    [
      container({ envs: ["DATABASE_URL=postgres://user:hunter2@db/x"] }),
      "redis: must have no secret in its environment; got envs DATABASE_URL (a password in a URL); fix: write it into a file, and set DATABASE_URL_FILE to its path",
    ],
    [
      container({ envs: ["KEY=-----BEGIN RSA PRIVATE KEY-----"] }),
      "redis: must have no secret in its environment; got envs KEY (a private key); fix: write it into a file, and set KEY_FILE to its path",
    ],
    [
      service({ env: { GITHUB_TOKEN: "abc", A: "b" } }),
      "redis: must have no secret in its environment; got taskSpec.containerSpec.env GITHUB_TOKEN (by its name a secret); fix: write it into a file, and set GITHUB_TOKEN_FILE to its path",
    ],
  ],
  unknown: [
    container({ envs: ["A=b", UNKNOWN] }),
    service({ env: { A: UNKNOWN } }),
  ],
});
