// Loaded before Flowise: when it listens for the first time, its administrator is registered, so that no visitor can be it.
const { readFileSync } = require("node:fs");

const EMAIL = "admin@sutazai.local";
const BASE = `http://127.0.0.1:${process.env.PORT}/api/v1`;

async function register() {
  const credential = readFileSync("/run/secrets/flowise-admin-password", "utf8").trim();
  const user = { name: "Administrator", email: EMAIL, type: "pro", credential };
  const answer = await fetch(`${BASE}/account/register`, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ user }) });
  const text = await answer.text();
  if (answer.ok) console.log(`administrator ${EMAIL} registered`);
  else if (answer.status >= 500 && !/already|exist|only have one/i.test(text)) throw new Error(`HTTP ${answer.status}`);
}

if (process.argv.includes("start")) {
  const timer = setInterval(async () => {
    try {
      if (!(await fetch(`${BASE}/ping`, { signal: AbortSignal.timeout(5_000) })).ok) return;
      await register();
      clearInterval(timer);
    } catch {
      // Not listening yet: asks again.
    }
  }, 2_000);
  timer.unref();
}
