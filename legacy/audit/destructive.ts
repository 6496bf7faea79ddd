/** Lines of scripts and runbooks that destroy data. */
import { posix } from "node:path";
import { programs, type Started } from "../../readers/shell/commands.ts";
import { readShell } from "../../readers/shell/read.ts";

export interface Destructive {
  readonly line: number;
  readonly message: string;
}

const SCRIPT = /\.(sh|bash|mk)$|^(Makefile|GNUmakefile|makefile|Jenkinsfile)(\..*)?$/;
const PIPELINE = /\.ya?ml$/;
/** What a CI pipeline has at its top, and a compose file has not. */
const PIPELINE_KEY = /^(jobs|stages|steps|pipeline|pipelines|script|before_script|workflow):|^ {2}(?:script|before_script|after_script):/m;
const WORTH_READING = /\b(docker|docker-compose|podman|nerdctl|rm)\b/;
const ENGINES = new Set(["docker", "podman", "nerdctl"]);
/** Folders that hold data, as words of a path. */
const DATA = /(^|[/_.-])(data|volumes?|backups?|pgdata|postgres(ql)?|mysql|mariadb|redis|neo4j|mongo(db)?|chroma(db)?|qdrant|faiss|ollama|models?|rabbitmq|prometheus|grafana|loki|elasticsearch|minio|uploads)([/_.*-]|$)/i;
const UNUSED = "removes volumes that no container uses (named ones too before Docker 23, with --all, and with system prune)";
/** What caches and builds leave behind is no data. */
const HARMLESS = /cache|node_modules|__pycache__|\/var\/lib\/apt|\/tmp\/|^tmp\/|dist\/|build\//i;

/** True for shell scripts, Makefiles, Markdown, and YAML, which may be a CI pipeline. */
export function mayDestroy(path: string): boolean {
  return SCRIPT.test(posix.basename(path)) || PIPELINE.test(path) || isMarkdown(path);
}

/** Every command in a file that destroys volumes or data folders. Never throws. */
export function destructiveLines(path: string, text: string): Destructive[] {
  if (!WORTH_READING.test(text) || (PIPELINE.test(path) && !PIPELINE_KEY.test(text))) return [];
  const found: Destructive[] = [];
  for (const { line, script } of scriptLines(path, text)) {
    if (!WORTH_READING.test(script)) continue;
    for (const program of programs(readShell(script))) {
      const why = destroys(program);
      if (why !== undefined) found.push({ line, message: `${[program.name, ...program.args].join(" ").slice(0, 160)}: ${why}` });
    }
  }
  return found;
}

function destroys({ name, args }: Started): string | undefined {
  if (name === "docker-compose") return composeDown(args);
  if (ENGINES.has(name)) {
    const words = args.filter((arg) => !arg.startsWith("-"));
    if (words[0] === "compose" || args.includes("compose")) return composeDown(args);
    if (words[0] === "system" && words[1] === "prune" && args.some((arg) => arg.startsWith("--volumes"))) return UNUSED;
    if (words[0] === "volume" && words[1] === "prune") return UNUSED;
    if (words[0] === "volume" && (words[1] === "rm" || words[1] === "remove")) return "removes volumes with their data";
    const inside = args.indexOf("rm");
    return (words[0] === "run" || words[0] === "exec") && inside >= 0 ? removes(args.slice(inside + 1)) : undefined;
  }
  return name === "rm" ? removes(args) : undefined;
}

/** What a recursive `rm` takes away. */
function removes(args: readonly string[]): string | undefined {
  if (!args.some((arg) => /^-[a-zA-Z]*[rR]|^--recursive$/.test(arg))) return undefined;
  const target = args.find((arg) => !arg.startsWith("-") && isData(arg));
  return target === undefined ? undefined : `removes ${target} and all below it`;
}

function composeDown(args: readonly string[]): string | undefined {
  return args.includes("down") && args.some((arg) => arg === "--volumes" || arg === "--volumes=true" || /^-[a-z]*v[a-z]*$/.test(arg)) ? "removes the volumes of the services with their data" : undefined;
}

function isData(path: string): boolean {
  return /^\/?\*?$|^~\/?$/.test(path) || (DATA.test(path) && !HARMLESS.test(path));
}

/** Shell text of a file, line by line; continued lines are joined at their first. */
function scriptLines(path: string, text: string): { line: number; script: string }[] {
  const lines = text.split(/\r?\n/);
  const shown = isMarkdown(path) ? markdownCode(lines) : lines.map(recipe);
  const joined: { line: number; script: string }[] = [];
  let open = false;
  shown.forEach((script, i) => {
    const last = joined.at(-1);
    if (open && last) last.script = `${last.script.slice(0, -1)} ${script.trim()}`;
    else if (script.trim() !== "") joined.push({ line: i + 1, script });
    open = script.endsWith("\\");
  });
  return joined;
}

/** Without what make, YAML and prompts put in front. */
function recipe(line: string): string {
  return line.replace(/^\s*(?:-\s+)?(?:(?:run|script|command):\s*)?[|>]?\s*(?:[-@+]+(?=[a-z]))?/, "");
}

/** Lines of fenced and indented code as they are, and code in running text; other lines are empty. */
function markdownCode(lines: readonly string[]): string[] {
  let fence = "";
  return lines.map((line) => {
    const mark = /^\s*(```+|~~~+)/.exec(line)?.[1];
    if (mark && (fence === "" || line.trim().startsWith(fence))) {
      fence = fence === "" ? mark : "";
      return "";
    }
    if (fence !== "" || /^( {4}|\t)/.test(line)) return line.replace(/^\s*[$>#]\s+/, "");
    return [...line.matchAll(/`([^`]+)`/g)].map(([, code]) => code).join("; ");
  });
}

function isMarkdown(path: string): boolean {
  return /\.(md|markdown)$/i.test(path);
}
