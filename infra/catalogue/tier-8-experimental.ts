import { service, type ServiceInput } from "../service.ts";

const TOKEN = "/run/secrets/jupyter-token";

/** JupyterLab with one library for machine learning; all share a base image, the models and the training data. */
function notebook(name: string, entry: { description: string; image: string; labLimit: string; host: number; port: number }): ServiceInput {
  const { host, port } = entry;
  return service({
    name,
    description: entry.description,
    tier: 8,
    profiles: ["ml-heavy"],
    image: { built: entry.image, labLimit: entry.labLimit },
    env: { JUPYTER_PORT: String(port), JUPYTER_TOKEN_FILE: TOKEN },
    files: [{ target: TOKEN, content: "{{secret:jupyter-token}}" }],
    volumes: [
      { volume: "models-data", target: "/workspace/models" },
      { volume: "training-data", target: "/workspace/data" },
    ],
    exemptions: [{ rule: "single-writer", reason: "notebooks of one team share models and training data, as files of their own", owner: "platform", expires: "2027-11-30" }],
    ports: [{ host, container: port, label: "notebooks" }],
    networks: ["backend"],
    user: "1000:1000",
    resources: "large",
    security: "webapp",
    health: { class: "app", check: { http: { port, path: "/api" } } },
    metrics: { port, path: "/metrics" },
    verify: [
      {
        kind: "exec",
        what: "the notebook server opens with its token, and only with it",
        shell:
          `wget -q -T 5 -O - --header "Authorization: token $(cat ${TOKEN})" http://127.0.0.1:${port}/api/kernelspecs | grep -q python3 && ` +
          `! wget -q -T 5 -O /dev/null http://127.0.0.1:${port}/api/kernelspecs 2>/dev/null && echo guarded`,
        contains: "guarded",
      },
      { kind: "exec", what: "a computation and its gradient", shell: "python /opt/notebook/verify.py", contains: "sum=262144 gradient=128", seconds: 90 },
    ],
  });
}

const NO_GPU = "computes on the CPU only";

/** Tier 8 without its agents: frameworks for machine learning, a code assistant, a training service. */
export const tier8 = [
  notebook("pytorch", {
    description: "Notebooks with PyTorch",
    image: "notebook-pytorch",
    labLimit: `${NO_GPU}; PyTorch 1.13 of Debian`,
    host: 10500,
    port: 8888,
  }),
  notebook("tensorflow", {
    description: "Notebooks with TensorFlow",
    image: "notebook-tensorflow",
    labLimit: NO_GPU,
    host: 10501,
    port: 8888,
  }),
  notebook("jax", {
    description: "Notebooks with JAX, Flax and Optax",
    image: "notebook-jax",
    labLimit: NO_GPU,
    host: 10502,
    port: 8080,
  }),
  service({
    name: "fsdp",
    description: "Trains a model whose parameters are sharded over processes",
    tier: 8,
    profiles: ["fsdp", "optional"],
    image: { built: "fsdp", labLimit: "shards over CPU processes; PyTorch's own class for it needs a GPU in Debian's version" },
    env: { PORT: "8596" },
    volumes: [{ volume: "fsdp-models", target: "/models" }],
    networks: ["backend"],
    user: "1000:1000",
    resources: "medium",
    security: "base",
    health: { class: "agent", check: { http: { port: 8596, path: "/health" } } },
    metrics: { port: 8596, path: "/metrics" },
    verify: [
      { kind: "http", port: 8596, path: "/", contains: "/train" },
      {
        kind: "exec",
        what: "two processes train a sharded model",
        shell: `wget -q -T 85 -O - --post-data '{"world": 2, "steps": 20}' http://127.0.0.1:8596/train`,
        contains: '"learned": true',
        seconds: 90,
      },
    ],
  }),
  service({
    name: "tabbyml",
    description: "Completes code in editors with a model of its own",
    tier: 8,
    profiles: ["tabby", "optional"],
    image: { upstream: "tabbyml/tabby:0.32.0", lab: "lab-stand-in", standIn: "Tabby is published as images and binaries only: no package registry has it" },
    entrypoint: ["/opt/tabby/bin/tabby-cpu"],
    command: ["serve", "--model", "TabbyML/StarCoder-1B", "--device", "cpu", "--no-webserver", "--port", "8080"],
    env: { PORT: "8080", HOME: "/data", TABBY_ROOT: "/data", TABBY_DISABLE_USAGE_COLLECTION: "1", RUST_LOG: "error" },
    volumes: [{ volume: "tabby-data", target: "/data" }],
    ports: [{ host: 10303, container: 8080, label: "code completion" }],
    networks: ["backend"],
    outside: "downloads its model at the first start",
    user: "1000:1000",
    resources: "medium",
    security: "webapp",
    health: {
      class: "app",
      check: { shell: "wget -q -T 5 -O /dev/null http://127.0.0.1:8080/v1/health || curl -fsS -m 5 -o /dev/null http://127.0.0.1:8080/v1/health || exit 1" },
      startPeriod: "15m",
      startBudget: "20m",
    },
    metrics: { none: "tabby without its web server serves none" },
    verify: [{ kind: "http", port: 8080, path: "/v1/health" }],
  }),
  service({
    name: "opendevin",
    description: "Writes software for a task",
    tier: 8,
    profiles: ["experimental"],
    image: {
      built: "agent",
      standIn: "OpenDevin, now OpenHands, wants Python 3.12 and the engine's socket; the platform's generic agent answers its tasks without running code",
    },
    env: {
      AGENT_TYPE: "opendevin",
      AGENT_PROMPT: "You are a software engineer. Write the code for the task. Answer with code and one line on how to run it.",
      STAND_IN: "OpenDevin",
      PORT: "3000",
      OLLAMA_BASE_URL: "http://ollama:11434",
      OLLAMA_MODEL: "tinyllama",
      LOG_LEVEL: "info",
    },
    volumes: [{ volume: "opendevin-workspace", target: "/workspace" }],
    ports: [{ host: 10406, container: 3000, label: "agent API" }],
    networks: ["backend"],
    uses: ["ollama"],
    user: "1000:1000",
    resources: "medium",
    security: "webapp",
    health: { class: "agent", check: { http: { port: 3000, path: "/health" } } },
    metrics: { port: 3000, path: "/metrics" },
    verify: [
      { kind: "http", port: 3000, path: "/health", contains: "status" },
      { kind: "http", port: 3000, path: "/", contains: "opendevin" },
    ],
  }),
];
