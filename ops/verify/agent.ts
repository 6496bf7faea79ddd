import { body, brief, CheckFailed, json, passed, type HttpAnswer, type Implementation, type Spec, type Target } from "./target.ts";

/** A library that is loaded for a job, on a small host that is busy. */
const SECONDS = 120;
const MISSING = /no model to answer with: (.+?) missing/;

/** GET /health, where an agent names itself; or a request of its own job, whose answer's fields are compared. */
export const agent: Implementation<"agent"> = {
  title: (spec) => (spec.path === undefined ? "names itself" : `${methodOf(spec)} ${spec.path.split("?")[0]}`),
  async run(spec, target) {
    if (spec.path === undefined) return named(spec, target);
    const answer = await ask(spec, spec.path, target);
    const missing = spec.model ? MISSING.exec(answer.text) : null;
    if (answer.status === 503 && missing) return passed(`model ${missing[1]} missing`);
    const what = agent.title(spec);
    const given = json<unknown>(what, answer);
    const seen = Object.entries(spec.expect ?? {}).map(([path, wanted]) => {
      const found = at(given, path);
      if (found !== wanted) throw new CheckFailed(`${what}: ${path} is ${brief(JSON.stringify(found) ?? "absent")} instead of ${JSON.stringify(wanted)}`);
      return `${path} ${brief(String(found), 60)}`;
    });
    return passed(seen.join(", ") || `HTTP ${answer.status}`);
  },
};

async function named(spec: Spec<"agent">, target: Target) {
  const health = json<{ agent?: string; detail?: string }>("GET /health", await ask({ kind: "agent", port: spec.port }, "/health", target));
  if (health.agent !== target.service.name) throw new CheckFailed(`GET /health: agent is ${JSON.stringify(health.agent)} instead of ${JSON.stringify(target.service.name)}`);
  return passed(brief(health.detail ?? "names itself"));
}

const methodOf = (spec: Spec<"agent">) => spec.method ?? (spec.body === undefined ? "GET" : "POST");

/** The field at `result.tools.0.name`. */
const at = (value: unknown, path: string) =>
  path.split(".").reduce<unknown>((inner, key) => (inner !== null && typeof inner === "object" ? (inner as Record<string, unknown>)[key] : undefined), value);

const ACCEPT = "application/json, text/event-stream";

/** From the host where the port is published, else from inside by GNU wget. */
async function ask(spec: Spec<"agent">, path: string, target: Target): Promise<HttpAnswer> {
  const method = methodOf(spec);
  const sent: RequestInit = spec.body === undefined ? { method } : body(spec.body, method);
  if (target.service.ports.some((p) => p.internal === spec.port)) {
    return target.request(spec.port, path, { ...sent, headers: { ...sent.headers, accept: ACCEPT }, seconds: SECONDS });
  }
  const words = [
    "wget", "-q", "-T", String(SECONDS), "-O", "-", "--save-headers", "--content-on-error", `--method=${method}`, `--header=Accept: ${ACCEPT}`,
    ...(sent.body === undefined ? [] : ["--header=Content-Type: application/json", `--body-data=${String(sent.body)}`]),
    `http://127.0.0.1:${spec.port}${path}`,
  ];
  const { output } = await target.exec(`${words.map(quoted).join(" ")} 2>&1`, SECONDS + 5);
  const [, status, text] = /^HTTP\/\S+ (\d+)[^]*?\r?\n\r?\n([^]*)$/.exec(output) ?? [];
  if (status === undefined) throw new CheckFailed(`${method} ${path} from inside: ${brief(output) || "no answer"}`);
  return { status: Number(status), text: text! };
}

const quoted = (word: string) => `'${word.replaceAll("'", `'\\''`)}'`;
