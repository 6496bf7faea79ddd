/** Experimental agents. */
import { agent, program } from "./agents.ts";

const TOOLS = {
  aider: "http://aider:8080",
  "gpt-engineer": "http://gpt-engineer:8080",
  shellgpt: "http://shellgpt:8080",
  "code-improver": "http://code-improver:8080",
  semgrep: "http://semgrep:8080",
};
const EXPERIMENTAL = { tier: 8, profiles: ["experimental" as const], port: 8080 };

export const tier8Agents = [
  program("browser-use", { ...EXPERIMENTAL, description: "Browser Use: a headless Chromium that the model steers; it sees the platform's network only", host: 10304, image: "agent-browser", dependsOn: ["ollama"] }),
  program("finrobot", {
    ...EXPERIMENTAL,
    description: "FinRobot: roles for questions of finance",
    host: 10407,
    image: "agent-tools",
    labLimit: "its data sources, which are on the internet, and its retrieval from documents",
    uses: ["ollama"],
  }),
  agent("awesome-code-ai", {
    ...EXPERIMENTAL,
    description: "Knows the platform's tools for code, chooses one for a task, and hands the task to it",
    host: 10410,
    uses: Object.keys(TOOLS),
    env: { TOOL_ADDRESSES: JSON.stringify(TOOLS) },
    proofs: [{ path: "/choose", body: { task: "Write a shell command that lists files" }, expect: { tool: "shellgpt" } }],
  }),
];
