// Makes a flow that repeats what it is told, runs it, removes it. Run inside the container, which knows the administrator's password.
const { randomUUID } = require("node:crypto");
const { readFileSync } = require("node:fs");

const BASE = `http://127.0.0.1:${process.env.PORT}/api/v1`;
const WORDS = "forty-two";
const headers = { "content-type": "application/json", "x-request-from": "internal" };

async function ask(method, path, body) {
  const answer = await fetch(BASE + path, { method, headers, ...(body ? { body: JSON.stringify(body) } : {}), signal: AbortSignal.timeout(30_000) });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${path}: HTTP ${answer.status} ${text.slice(0, 200)}`);
  const set = answer.headers.getSetCookie();
  if (set.length > 0) headers.cookie = set.map((c) => c.split(";")[0]).join("; ");
  return text ? JSON.parse(text) : {};
}

function flow() {
  const params = (inputs) => Object.keys(inputs).map((name) => ({ name, type: "string", acceptVariable: true }));
  const node = (name, type, inputs) => ({ id: `${name}_0`, type: "agentFlow", position: { x: 0, y: 0 }, data: { id: `${name}_0`, label: type, name, type, version: 1, baseClasses: [type], inputs, inputParams: params(inputs), inputAnchors: [], outputAnchors: [], outputs: {} } });
  const nodes = [node("startAgentflow", "Start", { startInputType: "chatInput" }), node("directReplyAgentflow", "DirectReply", { directReplyMessage: "heard: {{question}}" })];
  const [source, target] = nodes.map((n) => n.id);
  const edge = { id: `${source}-${target}`, source, sourceHandle: `${source}-output-startAgentflow`, target, targetHandle: target, type: "agentFlow", data: {} };
  return { name: `sutazai-verify-${randomUUID()}`, type: "AGENTFLOW", deployed: false, isPublic: false, flowData: JSON.stringify({ nodes, edges: [edge] }) };
}

async function main() {
  const password = readFileSync("/run/secrets/flowise-admin-password", "utf8").trim();
  await ask("POST", "/auth/login", { email: "admin@sutazai.local", password });
  const made = await ask("POST", "/chatflows", flow());
  try {
    const { text } = await ask("POST", `/prediction/${made.id}`, { question: WORDS, streaming: false });
    console.log(text === `heard: ${WORDS}` ? "flow answered" : `another answer: ${text}`);
  } finally {
    await ask("DELETE", `/chatflows/${made.id}`);
  }
}

main().catch((error) => {
  console.error(error.message);
  process.exit(1);
});
