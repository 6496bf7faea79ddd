/** Runs the Pulumi CLI for one stack of this checkout. The only place that does. */
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Context } from "./command.ts";
import { progressLine } from "./progress.ts";
import { withScratch } from "./scratch.ts";
import type { Toolchain } from "./toolchain/index.ts";

/** The pack as a program, which Pulumi starts and asks by itself (by the folder `policies` its language host stands between). Whole: Pulumi would look for it from the folder of the program. */
export const packOf = ({ root }: Pick<Context, "root">): string => join(root, "policies", "analyzer");

/** How often a long run says what it is busy with. */
const PROGRESS_MS = 30_000;

export interface PulumiResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly events: readonly EngineEvent[];
}

/** The part of Pulumi's engine events that is read here. */
export interface EngineEvent {
  /** Seconds since 1970. */
  readonly timestamp?: number;
  readonly resourcePreEvent?: { readonly metadata: StepMetadata; readonly planning?: boolean };
  readonly resOutputsEvent?: { readonly metadata: StepMetadata; readonly planning?: boolean };
  readonly resOpFailedEvent?: { readonly metadata: StepMetadata };
  readonly summaryEvent?: { readonly resourceChanges?: Readonly<Record<string, number>>; readonly isPreview?: boolean };
  readonly diagnosticEvent?: { readonly severity: string; readonly message: string; readonly urn?: string };
  readonly policyEvent?: { readonly message: string; readonly policyName: string; readonly enforcementLevel: string; readonly resourceUrn?: string };
}

export interface StepMetadata {
  readonly op: string;
  readonly urn: string;
  readonly type: string;
  readonly detailedDiff?: Readonly<Record<string, { readonly diffKind: string }>> | null;
  readonly diffs?: readonly string[] | null;
  /** The fields that ask for a replacement. */
  readonly keys?: readonly string[] | null;
}

export interface PulumiOptions {
  /** `show`: Pulumi's own display goes to the user. `quiet`: kept in the result. */
  readonly display: "show" | "quiet";
  readonly input?: string;
  /** Collects the engine's events; only for up, preview, refresh, destroy. Shown, a long run also says what it is busy with. */
  readonly events?: boolean;
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs `pulumi ARGS` in the checkout. A signal to us goes to it; it then ends in its own orderly way. */
export async function pulumi(context: Context, toolchain: Toolchain, args: readonly string[], options: PulumiOptions): Promise<PulumiResult> {
  if (!options.events) return { ...(await runCli(context, toolchain, args, options)), events: [] };
  return withScratch(async (folder) => {
    const log = join(folder, "events.json");
    return { ...(await runCli(context, toolchain, args, options, log)), events: readEvents(log) };
  });
}

/** @param log where the engine's events go. */
function runCli(context: Context, toolchain: Toolchain, args: readonly string[], options: PulumiOptions, log?: string): Promise<Omit<PulumiResult, "events">> {
  const argv = [...args, "--non-interactive", ...(log ? ["--event-log", log] : [])];
  return new Promise((resolve, reject) => {
    const child = spawn(toolchain.pulumi, argv, {
      cwd: context.root,
      env: { ...process.env, ...toolchain.env, SUTAZAI_CACHE: context.cache, ...(log ? { PULUMI_DEBUG_COMMANDS: "true" } : {}), ...options.env },
      stdio: ["pipe", "pipe", "pipe"],
    });
    let stdout = "";
    let stderr = "";
    const people = context.json ? process.stderr : process.stdout;
    const ticker = log && options.display === "show" ? setInterval(() => sayProgress(people, stdout, log), PROGRESS_MS) : undefined;
    child.stdout.on("data", (chunk: Buffer) => (options.display === "show" ? people.write(chunk) : undefined, (stdout += chunk.toString())));
    child.stderr.on("data", (chunk: Buffer) => (options.display === "show" ? process.stderr.write(chunk) : undefined, (stderr += chunk.toString())));
    child.on("error", (error) => (clearInterval(ticker), reject(error)));
    child.on("close", (code) => (clearInterval(ticker), resolve({ code: code ?? 1, stdout, stderr })));
    child.stdin.end(options.input ?? "");
  });
}

/** A line of its own below what Pulumi has printed so far, which may end in the middle of one. */
function sayProgress(people: NodeJS.WriteStream, printed: string, log: string): void {
  const text = progressLine(readEvents(log), Date.now() / 1000);
  if (text !== undefined) people.write(`${printed.endsWith("\n") || printed === "" ? "" : "\n"}   ${text}\n`);
}

/** The last line may still be written. */
function readEvents(path: string): EngineEvent[] {
  try {
    const lines = readFileSync(path, "utf8").split("\n");
    return lines.slice(0, -1).map((line) => JSON.parse(line) as EngineEvent);
  } catch {
    return [];
  }
}

export interface Change {
  /** Empty for what several services share: images, networks, volumes. */
  readonly service: string;
  readonly resource: string;
  readonly op: string;
  readonly fields: readonly string[];
}

const KINDS: Record<string, string> = {
  "docker:index/container:Container": "container",
  "docker:index/remoteImage:RemoteImage": "image",
  "docker:index/network:Network": "network",
  "docker:index/volume:Volume": "volume",
  "command:local:Command": "step",
};

/** URNs of a service's container, and of the steps that write its files and wait for it. */
const OF_A_SERVICE = /sutazai:docker:TieredService\$(sutazai:docker:SecretFiles\$command:local:Command|command:local:Command|docker:index\/container:Container)::/;

/** What the events change, one entry a resource; components and unchanged ones left out. */
export function changesOf(events: readonly EngineEvent[], planning: boolean): Change[] {
  const seen = new Map<string, Change>();
  const refreshing = new Set<string>();
  for (const event of events) {
    // A refresh announces itself for every resource; only its result says whether something differs.
    if (event.resourcePreEvent?.metadata.op === "refresh") {
      refreshing.add(event.resourcePreEvent.metadata.urn);
      continue;
    }
    const step = event.resourcePreEvent ?? (refreshing.delete(event.resOutputsEvent?.metadata.urn ?? "") ? event.resOutputsEvent : undefined);
    if (!step || Boolean(step.planning) !== planning) continue;
    const { op, urn, type, detailedDiff, diffs, keys } = step.metadata;
    const kind = KINDS[type];
    if (!kind || op === "same" || op === "read") continue;
    const fields = [Object.keys(detailedDiff ?? {}), [...(diffs ?? [])], [...(keys ?? [])]].find((names) => names.length > 0) ?? [];
    const known = seen.get(urn);
    // A replacement has several steps, of which the first, a deletion, knows no fields.
    if (known && known.fields.length > 0) continue;
    const name = urn.split("::").at(-1)!;
    const service = OF_A_SERVICE.test(urn) ? name.replace(/-(gate|files)$/, "") : "";
    seen.set(urn, { service, resource: `${kind} ${name}`, op: known?.op ?? op.replace(/^(create|delete)-replace(ment|d)$/, "replace"), fields: fields.sort() });
  }
  return [...seen.values()].sort((a, b) => a.resource.localeCompare(b.resource));
}

/** Errors that the engine reported, each once, without colour codes. */
export function errorsOf(events: readonly EngineEvent[]): string[] {
  const texts = events.flatMap((e) => (e.diagnosticEvent?.severity === "error" ? [clean(e.diagnosticEvent.message)] : []));
  return [...new Set(texts)].filter((text) => text !== "");
}

const clean = (text: string) => text.replaceAll(/<\{%[^%]*%\}>/g, "").replaceAll(/\u001b\[[\d;]*m/g, "").trim();
