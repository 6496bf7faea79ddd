// Makes a workflow, runs it by its webhook, removes it. Run inside the container, which knows the owner's password.
const { randomUUID } = require("node:crypto");
const { readFileSync } = require("node:fs");
const { setTimeout: pause } = require("node:timers/promises");

const BASE = "http://127.0.0.1:5678";
let cookie = "";

async function ask(method, path, body) {
  const answer = await fetch(BASE + path, {
    method,
    headers: { "content-type": "application/json", cookie },
    ...(body ? { body: JSON.stringify(body) } : {}),
    signal: AbortSignal.timeout(20_000),
  });
  const text = await answer.text();
  if (!answer.ok) throw Object.assign(new Error(`${method} ${path}: HTTP ${answer.status} ${text.slice(0, 200)}`), { status: answer.status });
  const set = answer.headers.getSetCookie();
  if (set.length > 0) cookie = set.map((c) => c.split(";")[0]).join("; ");
  return text ? JSON.parse(text) : {};
}

function workflow(path) {
  const at = (name, type, typeVersion, parameters, x) => ({ id: randomUUID(), name, type: `n8n-nodes-base.${type}`, typeVersion, position: [x, 0], parameters });
  const hook = { ...at("Hook", "webhook", 2, { path, responseMode: "lastNode", options: {} }, 0), webhookId: path };
  const assignments = [{ id: randomUUID(), name: "answer", type: "number", value: "={{ 6 * 7 }}" }];
  return {
    name: `sutazai-verify-${path}`,
    nodes: [hook, at("Set", "set", 3.4, { assignments: { assignments }, options: {} }, 200)],
    connections: { Hook: { main: [[{ node: "Set", type: "main", index: 0 }]] } },
    settings: { saveDataSuccessExecution: "none" },
  };
}

/** Publishing and its end take a moment: asks again while n8n refuses with one of these. */
async function patiently(refusals, ...question) {
  for (let attempt = 1; ; attempt++) {
    try {
      return await ask(...question);
    } catch (error) {
      if (attempt === 20 || !refusals.includes(error.status)) throw error;
      await pause(250);
    }
  }
}

async function main() {
  const password = readFileSync("/run/secrets/n8n-owner-password", "utf8").trim();
  await ask("POST", "/rest/login", { emailOrLdapLoginId: process.env.N8N_INSTANCE_OWNER_EMAIL, password });
  const path = randomUUID();
  const { data: made } = await ask("POST", "/rest/workflows", workflow(path));
  try {
    await ask("POST", `/rest/workflows/${made.id}/activate`, { versionId: made.versionId });
    const { answer } = await patiently([404], "GET", `/webhook/${path}`);
    console.log(`workflow answered ${answer}`);
  } finally {
    await ask("POST", `/rest/workflows/${made.id}/deactivate`, {}).catch(() => {});
    await ask("POST", `/rest/workflows/${made.id}/archive`, {});
    await patiently([409], "DELETE", `/rest/workflows/${made.id}`);
  }
}

main().catch((error) => {
  console.error(error.message);
  process.exit(1);
});
