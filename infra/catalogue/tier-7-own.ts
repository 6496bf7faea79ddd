/** Agents of the platform itself. */
import { agent } from "./agents.ts";

const STORES = { CHROMADB_URL: "http://chromadb:8000", QDRANT_URL: "http://qdrant:6333", FAISS_URL: "http://faiss:8000" };
const ALLOWED = { backend: "http://backend:8000", ollama: "http://ollama:11434", "jarvis-knowledge-management": "http://jarvis-knowledge-management:8080", "service-hub": "http://service-hub:8080" };
/** A GIF of one red pixel. */
const RED = "R0lGODdhAQABAIAAAP8AAAAAACwAAAAAAQABAAACAkQBADs=";

export const tier7Own = [
  agent("hardware-resource-optimizer", {
    description: "Reports CPU, memory and disk of the host and proposes sizes",
    tier: 7,
    port: 8080,
    host: 11110,
    dependsOn: ["redis", "backend"],
    uses: ["ollama"],
    verify: [{ kind: "http", port: 8080, path: "/resources", contains: "memory" }],
  }),
  agent("jarvis-hardware-resource-optimizer", {
    description: "The same for Jarvis: CPU, memory and disk of the host, and what is short",
    tier: 7,
    port: 8080,
    host: 11104,
    dependsOn: ["backend", "redis"],
    verify: [{ kind: "http", port: 8080, path: "/resources", contains: "memory" }],
  }),
  agent("jarvis-automation-agent", {
    description: "Runs declared sequences of calls to services that it is allowed to call; keeps their history",
    tier: 7,
    port: 8080,
    host: 11102,
    dependsOn: ["backend", "redis"],
    uses: ["ollama"],
    passwords: ["redis"],
    env: { ALLOWED_SERVICES: JSON.stringify(ALLOWED) },
    proofs: [
      { path: "/sequences", body: { name: "verify", steps: [{ service: "backend", path: "/live" }, { service: "ollama", path: "/api/tags" }] }, expect: { done: true } },
      { path: "/sequences", method: "GET", expect: { "sequences.0.name": "verify" } },
    ],
  }),
  agent("jarvis-knowledge-management", {
    description: "Keeps texts and finds them by meaning in ChromaDB, Qdrant or FAISS",
    tier: 7,
    port: 8080,
    host: 11101,
    dependsOn: ["backend", "ollama", "postgres", "redis", "chromadb", "qdrant", "faiss"],
    passwords: ["redis"],
    env: STORES,
    proofs: [
      { path: "/documents", body: { id: "verify", text: "Etna is a volcano in Sicily." }, expect: { "stores.chromadb": "ok", "stores.qdrant": "ok" } },
      { path: "/search", body: { text: "volcano in Sicily", store: "chromadb", count: 1 }, expect: { "results.0.id": "verify" } },
      { path: "/search", body: { text: "volcano in Sicily", store: "qdrant", count: 1 }, expect: { "results.0.id": "verify" } },
      { path: "/documents/verify", method: "DELETE", expect: { removed: 1 } },
    ],
  }),
  agent("jarvis-multimodal-ai", {
    description: "Says what an image is by format, size and colours, and asks the model about it",
    tier: 7,
    port: 8080,
    host: 11103,
    dependsOn: ["backend", "ollama", "redis"],
    proofs: [
      { path: "/describe", body: { image: RED }, expect: { format: "GIF", width: 1, "colours.0.colour": "#ff0000" } },
      { path: "/ask", body: { image: RED, question: "Which colour?", tokens: 1 }, expect: { model: "tinyllama" }, model: true },
    ],
  }),
  agent("jarvis-voice-interface", {
    description: "Speech to text, the model's answer, text to speech; sessions in Redis",
    tier: 7,
    port: 8080,
    host: 11150,
    image: "agent-tools",
    dependsOn: ["backend", "ollama", "postgres", "redis"],
    passwords: ["redis"],
    proofs: [{ path: "/echo", body: { text: "good morning" }, expect: { text: "good morning" } }],
  }),
  agent("context-framework", {
    description: "Keeps conversations, and gives back as much of one as fits into a model's context",
    tier: 7,
    port: 8080,
    host: 10404,
    uses: ["redis", "ollama"],
    passwords: ["redis"],
    proofs: [
      { path: "/contexts/verify", method: "DELETE" },
      { path: "/contexts/verify", body: { role: "user", text: "hello" }, expect: { items: 1 } },
      { path: "/contexts/verify?budget=100", expect: { kept: 1, "items.0.text": "hello" } },
      { path: "/contexts/verify", method: "DELETE", expect: { removed: 1 } },
    ],
  }),
  agent("ultra-frontend-ui-architect", {
    description: "Reviews a page's HTML for readers, phones and keyboards; to publish it, give its entry a host port of 11000-11999",
    tier: 7,
    port: 8080,
    proofs: [{ path: "/review", body: { html: "<html lang=en><title>a</title><meta name=viewport><main><img src=a></main></html>" }, expect: { count: 1, "findings.0.rule": "no-alternative" } }],
  }),
];
