// Loaded before n8n: the owner's password comes as a file, n8n wants its bcrypt hash in the environment.
const { readFileSync, realpathSync } = require("node:fs");
const { createRequire } = require("node:module");

const program = process.argv[1] ?? "";
if (program.endsWith("/n8n")) {
  const { hashSync } = createRequire(realpathSync(program))("bcryptjs");
  process.env.N8N_INSTANCE_OWNER_PASSWORD_HASH = hashSync(readFileSync("/run/secrets/n8n-owner-password", "utf8").trim(), 10);
}
