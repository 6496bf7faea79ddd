/**
 * What every Python lock under images/ is resolved from. `./sutazai deps lock` writes them, the Dockerfiles install nothing else.
 * Adding one is one row and one requirements file.
 */

/** One version of every package of the shared environment; also what `pip install` on our bases obeys. */
export const CONSTRAINTS = "images/bases/python-agent-base/constraints.txt";

export interface PythonLock {
  /** From the repository's root; below the build context of the image that installs it. */
  readonly lock: string;
  readonly requirements: string;
  /** In the shared environment, so under CONSTRAINTS; false for a library that cannot share one. */
  readonly shared: boolean;
  /** Only what is named, not what it needs. */
  readonly noDeps?: true;
  /** Packages without a wheel may be built: resolving and installing them runs their code. */
  readonly builds?: true;
  /** Packages left out although something asks for them: nothing here loads them. */
  readonly without?: readonly string[];
}

const base = (name: string, file = "requirements"): PythonLock => row(`images/bases/${name}/${file}`, "txt", { shared: true });
const row = (path: string, extension: "txt" | "in", rest: Omit<PythonLock, "lock" | "requirements">): PythonLock => ({ lock: `${path}.lock`, requirements: `${path}.${extension}`, ...rest });
const tool = (name: string, without: string = "", builds: { builds?: true } = {}): PythonLock => row(`images/services/agent-tools/tools/${name}`, "in", { shared: false, without: words(without), ...builds });
const words = (text: string): string[] => text.split(/\s+/).filter(Boolean);

export const PYTHON_LOCKS: readonly PythonLock[] = [
  base("python-agent-base"),
  base("ai-base"),
  base("ai-base", "requirements-full"),
  base("security-base"),
  base("monitoring-base"),
  base("gpu-python-base"),
  row("images/services/frontend/requirements", "txt", { shared: true }),
  row("images/services/agent/requirements", "txt", { shared: true }),
  row("images/lab/qdrant/requirements", "txt", { shared: true, noDeps: true }),
  // The server is a Rust library in the package; the Python client and its 80 dependencies stay out.
  row("images/lab/chromadb/requirements", "txt", { shared: true, noDeps: true }),
  // The resolver itself: for the images with environments of their own, and for this command.
  row("images/bases/python-agent-base/uv", "txt", { shared: false, noDeps: true }),
  row("images/bases/nodejs-base/requirements", "txt", { shared: false, noDeps: true }),
  // The file is the whole list: parts of Langflow's own requirements are left out of it.
  row("images/lab/langflow/requirements", "txt", { shared: false, noDeps: true }),
  row("images/services/agent-browser/requirements", "in", {
    shared: false,
    // 90 MB of descriptions of Google's interfaces.
    without: ["google-api-python-client"],
  }),
  row("images/services/agent-frameworks/requirements", "in", {
    shared: false,
    // 600 MB that only CrewAI's memory and document knowledge would load.
    without: words("lancedb lance-namespace lance-namespace-urllib3-client pyarrow onnxruntime kubernetes hf-xet uvloop pdfplumber pdfminer-six pypdfium2 textual"),
  }),
  tool("aider", "scipy hf-xet tree-sitter-language-pack"),
  tool("finrobot", "jedi"),
  tool("gpt-engineer", "datasets pandas pyarrow dill multiprocess xxhash hf-xet huggingface-hub fsspec", { builds: true }),
  tool(
    "letta",
    `pandas faker pillow networkx nltk llama-cloud llama-cloud-services llama-index llama-index-agent-openai llama-index-cli llama-index-core
     llama-index-embeddings-openai llama-index-indices-managed-llama-cloud llama-index-llms-openai llama-index-multi-modal-llms-openai
     llama-index-program-openai llama-index-question-gen-openai llama-index-readers-file llama-index-readers-llama-parse llama-parse
     langchain langchain-core langchain-openai langchain-protocol langchainhub langgraph langgraph-checkpoint langgraph-prebuilt langgraph-sdk
     langsmith letta-client composio-langchain`,
    { builds: true },
  ),
  tool("pentestgpt", "playwright sqlmap langchain langchain-core langgraph langgraph-checkpoint langgraph-prebuilt langgraph-sdk langsmith pytest black pycookiecheat cryptography keyring secretstorage"),
  tool("semgrep"),
  tool("shellgpt"),
  tool("voice"),
];

/** The environments whose requirements must agree: the shared one, and each that stands alone. */
export function environments(locks: readonly PythonLock[] = PYTHON_LOCKS): { readonly name: string; readonly requirements: readonly string[]; readonly builds: boolean }[] {
  const shared = locks.filter((l) => l.shared);
  const alone = locks.filter((l) => !l.shared && l.noDeps !== true);
  return [{ name: "shared", requirements: shared.map((l) => l.requirements), builds: false }, ...alone.map((l) => ({ name: l.requirements, requirements: [l.requirements], builds: l.builds === true }))];
}
