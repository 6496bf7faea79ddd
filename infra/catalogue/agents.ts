import type { ServiceInput } from "../service.ts";

type Proof = Omit<Extract<NonNullable<ServiceInput["verify"]>[number], { kind: "agent" }>, "kind" | "port">;

export interface AgentEntry extends Partial<Pick<ServiceInput, "profiles" | "dependsOn" | "uses" | "env" | "files" | "volumes" | "resources" | "security" | "stop">> {
  readonly description: string;
  readonly tier: number;
  /** Where it listens. */
  readonly port: number;
  /** The host port; without one it is reached from inside only. */
  readonly host?: number;
  readonly outOfRange?: string;
  /** The family whose image it shares. */
  readonly image?: "agent" | "agent-browser" | "agent-frameworks" | "agent-tools";
  readonly standIn?: string;
  readonly labLimit?: string;
  readonly healthClass?: "agent" | "app";
  /** The module that does its work, where several types share one; images/services/agent/app/main.py knows the others. */
  readonly kind?: string;
  /** What AGENT_TYPE is, where it is not the service's name. */
  readonly type?: string;
  /** Passwords that it reads, each from a file of its own. */
  readonly passwords?: readonly ("redis" | "rabbitmq")[];
  /** What verify asks of it, besides its name. */
  readonly proofs?: readonly Proof[];
  /** Checks of another kind. */
  readonly verify?: ServiceInput["verify"];
}

/** On the network `database`; all else that agents talk to is on `backend`. */
export const STORES: ReadonlySet<string> = new Set(["redis", "postgres", "chromadb", "qdrant", "faiss", "neo4j"]);

/** What all agents share: a family's image, the webapp class, the model's address, a /health that names the agent. */
export function agent(name: string, entry: AgentEntry): ServiceInput {
  const { port, host, outOfRange, image = "agent", standIn, labLimit, healthClass = "agent", kind, type, passwords = [], proofs = [], env, files = [], verify = [], dependsOn = [], uses = [], ...rest } = entry;
  return {
    name,
    image: { built: image, ...(standIn ? { standIn } : {}), ...(labLimit ? { labLimit } : {}) },
    env: {
      AGENT_TYPE: type ?? name,
      ...(type ? { AGENT_NAME: name } : {}),
      ...(kind ? { AGENT_KIND: kind } : {}),
      ...(standIn ? { STAND_IN: standIn } : {}),
      PORT: String(port),
      OLLAMA_BASE_URL: "http://ollama:11434",
      DEFAULT_MODEL: "tinyllama",
      ...Object.fromEntries(passwords.map((p) => [`${p.toUpperCase()}_PASSWORD_FILE`, passwordFile(p)])),
      LOG_LEVEL: "info",
      ...env,
    },
    files: [...passwords.map((p) => ({ target: passwordFile(p), content: `{{secret:${p}-password}}` })), ...files],
    ports: host === undefined ? [] : [{ host, container: port, label: "agent API", ...(outOfRange ? { outOfRange } : {}) }],
    networks: [...dependsOn, ...uses].some((s) => STORES.has(s)) ? ["backend", "database"] : ["backend"],
    dependsOn,
    uses,
    user: "1000:1000",
    resources: "small",
    security: "webapp",
    health: { class: healthClass, check: { http: { port, path: "/health" } } },
    metrics: { port, path: "/metrics" },
    verify: [{ kind: "agent", port }, ...proofs.map((proof) => ({ kind: "agent" as const, port, ...proof })), ...verify],
    ...rest,
  };
}

const passwordFile = (name: string) => `/run/secrets/${name}-password`;

/** A program of the family's image does the work: proven by the same work with a scripted model. */
export const program = (name: string, entry: AgentEntry): ServiceInput =>
  agent(name, { kind: "program", resources: "medium", ...entry, proofs: [{ path: "/selftest", expect: { ok: true, model: "scripted" } }, ...(entry.proofs ?? [])] });

/** A generic agent: it gives its task to the model. */
export const generic = (name: string, entry: AgentEntry): ServiceInput =>
  agent(name, { ...entry, proofs: [{ path: "/run", body: { task: "Say yes.", tokens: 1 }, expect: { model: "tinyllama" }, model: true }, ...(entry.proofs ?? [])] });
