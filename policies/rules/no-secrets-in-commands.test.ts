import { container, ruleTests, service, UNKNOWN } from "../testing.ts";
import { noSecretsInCommands } from "./no-secrets-in-commands.ts";

ruleTests(noSecretsInCommands, {
  good: [
    container(),
    container({ command: ["serve", "--password-file=/run/secrets/db", "--token", "$TOKEN", "the password is in a file"] }),
    container({ healthcheck: { tests: ["CMD-SHELL", 'REDIS_PASSWORD="$(cat /run/secrets/x)" redis-cli ping'] } }),
    service({ args: ["--port", "80"] }),
  ],
  bad: [
    [
      container({ command: ["serve", "--password=hunter2"] }),
      "redis: must have no secret in a command line; got command[1] (the value of password); fix: read it from a file",
    ],
    [
      container({ command: ["serve", "--api-key", "hunter2"] }),
      "redis: must have no secret in a command line; got command[1] (the value of api-key); fix: read it from a file",
    ],
    [
      container({ entrypoints: ["sh", "-c", "DB_PASSWORD=hunter2 serve"] }),
      "redis: must have no secret in a command line; got entrypoints[2] (the value of DB_PASSWORD); fix: read it from a file",
    ],
    [
      container({ healthcheck: { tests: ["CMD-SHELL", "curl http://admin:hunter2@localhost/"] } }),
      "redis: must have no secret in a command line; got healthcheck.tests[1] (a password in a URL); fix: read it from a file",
    ],
    [
      service({ args: ["--token=abc"] }),
      "redis: must have no secret in a command line; got taskSpec.containerSpec.args[0] (the value of token); fix: read it from a file",
    ],
    [
      service({ commands: ["serve", "--secret=abc"] }),
      "redis: must have no secret in a command line; got taskSpec.containerSpec.commands[1] (the value of secret); fix: read it from a file",
    ],
  ],
  unknown: [
    container({ command: ["serve", UNKNOWN] }),
    service({ args: UNKNOWN }),
  ],
});
