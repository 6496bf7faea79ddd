/** Agents named after other projects: their own software where a registry of packages has it, else a stand-in that says so. */
import { agent, generic, program } from "./agents.ts";
import { tier7Own } from "./tier-7-own.ts";

const PDF = [
  "%PDF-1.1",
  "1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj",
  "2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj",
  "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R/Resources<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>endobj",
  "4 0 obj<</Length 31>>stream",
  "BT /F 9 Tf (Hello world) Tj ET",
  "endstream endobj",
  "xref",
  "0 1",
  "0000000000 65535 f ",
  "trailer<</Root 1 0 R/Size 5>>",
  "startxref",
  "0",
  "%%EOF",
].join("\n");

const named = [
  program("crewai", { description: "CrewAI: a crew of agents with roles does a task", tier: 7, port: 8080, host: 10300, image: "agent-frameworks", labLimit: "a crew's memory and its knowledge from documents (LanceDB, 600 MB)", dependsOn: ["backend", "ollama"] }),
  program("autogen", { description: "AutoGen: two agents take turns until the critic approves", tier: 7, port: 8080, host: 10405, image: "agent-frameworks", uses: ["ollama"] }),
  program("llamaindex", {
    description: "LlamaIndex: keeps documents in an index of its own and answers questions from them",
    tier: 7,
    port: 8080,
    host: 10402,
    image: "agent-frameworks",
    volumes: [{ volume: "llamaindex-data", target: "/data" }],
    stop: "stateful",
    dependsOn: ["ollama"],
  }),
  program("privategpt", {
    description: "PrivateGPT: questions to one's own documents, nothing leaves the platform",
    tier: 7,
    port: 8080,
    host: 10306,
    image: "agent-frameworks",
    type: "llamaindex",
    standIn: "PrivateGPT is in no package registry; LlamaIndex, on which it is built, indexes the documents and answers in its place",
    volumes: [{ volume: "privategpt-data", target: "/data" }],
    stop: "stateful",
    dependsOn: ["ollama"],
  }),
  program("aider", { description: "Aider: changes source files as it is told; the files come and go with the request", tier: 7, port: 8080, host: 10301, image: "agent-tools", labLimit: "the map of a whole repository (parsers, 184 MB)", dependsOn: ["ollama"] }),
  program("gpt-engineer", { description: "GPT Engineer: writes a program from its description; nothing of it is run", tier: 7, port: 8080, host: 11109, image: "agent-tools", dependsOn: ["ollama"] }),
  program("shellgpt", { description: "ShellGPT: writes shell commands and explains them; none is run", tier: 7, port: 8080, host: 10307, image: "agent-tools", dependsOn: ["ollama"] }),
  program("pentestgpt", { description: "PentestGPT: plans a test of a system that one may test; it runs nothing and reaches nothing", tier: 7, port: 8080, image: "agent-tools", dependsOn: ["ollama"] }),
  program("letta", {
    description: "Letta: agents with a memory that they write themselves, kept in SQLite",
    tier: 7,
    port: 8534,
    image: "agent-tools",
    labLimit: "Letta's own server and interface; newer versions need PostgreSQL with pgvector and 500 MB of memory at rest",
    volumes: [{ volume: "letta-data", target: "/data" }],
    stop: "stateful",
    dependsOn: ["backend", "ollama"],
  }),
  agent("documind", {
    description: "Takes the text out of PDF, HTML and plain text",
    tier: 7,
    port: 8000,
    host: 10308,
    standIn: "Documind's package cannot be installed (it names a folder of its author) and asks a vision model; pypdf takes the text out in its place",
    proofs: [{ path: "/extract", body: { text: PDF }, expect: { kind: "pdf", pages: 1, words: 2 } }],
  }),
  generic("autogpt", { description: "AutoGPT: gives a task to the model", tier: 7, port: 8530, standIn: "AutoGPT is in no package registry; a generic agent gives its task to the model", dependsOn: ["backend", "ollama"] }),
  generic("agentgpt", { description: "AgentGPT: gives a goal to the model", tier: 7, port: 3000, host: 11066, standIn: "AgentGPT is in no package registry; a generic agent gives its task to the model", dependsOn: ["postgres", "ollama"] }),
  generic("agentzero", { description: "Agent Zero: gives a task to the model", tier: 7, port: 8080, host: 11067, standIn: "Agent Zero is in no package registry; a generic agent gives its task to the model", uses: ["ollama"] }),
  generic("skyvern", { description: "Skyvern: gives a task to the model", tier: 7, port: 8080, standIn: "Skyvern's server is 893 MB of packages besides its browser; a generic agent answers, without a browser", dependsOn: ["ollama"] }),
];

export const tier7 = [...named, ...tier7Own];
