import { container, ruleTests, service, UNKNOWN } from "../testing.ts";
import { noDefaultCredentials } from "./no-default-credentials.ts";

ruleTests(noDefaultCredentials, {
  good: [
    container(),
    container({ envs: ["GF_SECURITY_ADMIN_USER=admin", "MODE=default", "ROLE=guest"] }),
    service({ env: { A: "b" } }),
  ],
  bad: [
    [
      container({ envs: ["GF_SECURITY_ADMIN_PASSWORD=admin", "NEO4J_AUTH=neo4j/neo4j"] }),
      "redis: must not have default credentials; got envs GF_SECURITY_ADMIN_PASSWORD (a password that everybody knows); fix: let a secret be made, and deliver it as a file",
      "redis: must not have default credentials; got envs NEO4J_AUTH (a user and password that everybody knows); fix: let a secret be made, and deliver it as a file",
    ],
    [
      container({ envs: ["URL=amqp://guest:guest@rabbitmq/"] }),
      "redis: must not have default credentials; got envs URL (a user and password that everybody knows); fix: let a secret be made, and deliver it as a file",
    ],
    [
      container({ command: ["--login=admin:password"] }),
      "redis: must not have default credentials; got command[0] (a user and password that everybody knows); fix: let a secret be made, and deliver it as a file",
    ],
    [
      service({ env: { POSTGRES_PASSWORD: "Postgres" } }),
      "redis: must not have default credentials; got taskSpec.containerSpec.env POSTGRES_PASSWORD (a password that everybody knows); fix: let a secret be made, and deliver it as a file",
    ],
    [
      service({ args: ["--user", "minioadmin:minioadmin"] }),
      "redis: must not have default credentials; got taskSpec.containerSpec.args[1] (a user and password that everybody knows); fix: let a secret be made, and deliver it as a file",
    ],
  ],
  unknown: [
    container({ envs: [UNKNOWN] }),
  ],
});
