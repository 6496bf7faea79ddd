/** Why a build failed, from what the engine's classic builder and BuildKit say. Pure. */
import type { Outcome, Verdict } from "./outcome.ts";

/**
 * In this order: an address that is not reached is told before what is missed because of it.
 * `error`: signs in the engine's own error, when it is none of a step; `log`: signs in what the failed step said.
 */
const SIGNS: readonly (readonly [Outcome, where: "error" | "log", RegExp])[] = [
  ["registry unreachable", "error", /dial tcp|no such host|connection refused|TLS handshake timeout|i\/o timeout|Client\.Timeout|context deadline exceeded|network is unreachable|server gave HTTP response to HTTPS client|toomanyrequests/i],
  ["missing source", "error", /(COPY|ADD) failed: (file not found|stat |no source files|forbidden path|lstat )|failed to (compute cache key|calculate checksum).*not found|failed to load cache key.*not found/i],
  ["missing base", "error", /pull access denied|manifest unknown|manifest for .* not found|repository .*not found|repository does not exist|failed to resolve source metadata|no matching manifest|unauthorized/i],
  ["syntax", "error", /dockerfile parse error|unknown instruction|cannot be empty|file with no instructions|no build stage in current context|failed to parse stage name|invalid reference format|base name .*should not be blank|circular dependency|requires BuildKit|target stage .*could not be found|failed to reach build target/i],
  ["registry unreachable", "log", /Temporary failure (in name resolution|resolving)|Could not resolve (host|')|Name or service not known|NewConnectionError|EAI_AGAIN|ENOTFOUND|ECONNREFUSED|ETIMEDOUT|ConnectTimeoutError|bad address '|temporary error \(try again later\)|Network is unreachable|unable to connect to|Could not connect to|Failed to connect to|dial tcp/i],
  ["unresolvable dependency", "log", /No matching distribution found|Could not find a version that satisfies|ResolutionImpossible|conflicting dependencies|Invalid requirement|Unable to locate package|has no installation candidate|unmet dependencies|held broken packages|Version .* for .* was not found|ERESOLVE|npm (error|ERR!) (code E404|notarget|404)|No matching version found for|unable to select packages|Nothing provides|No package .* available|no matching versions for query|unknown revision/i],
];

/** Errors that only repeat a step's command: what it said is in the log. */
const OF_STEP = /^(?:failed to solve: |failed to solve with frontend \S+: )?(?:The command '|executor failed running \[|process ")/;

/** Apt's progress has no end of line: what it then says of an error may stand behind it. */
const PROGRESS = /^.*\.\.\.(?=[EW]: )/;

/** Lines of the log that are looked at: those of the step that failed. */
const LAST_LINES = 200;

/**
 * @param error the engine's error.
 * @param log lines of the build, oldest first.
 */
export function buildVerdict(error: string, log: readonly string[]): Verdict {
  const said = { error: OF_STEP.test(error) ? [] : [oneLine(error)], log: stepLines(log) };
  for (const [outcome, where, pattern] of SIGNS) {
    const found = said[where].findLast((line) => pattern.test(line));
    if (found !== undefined) return { outcome, detail: found.replace(PROGRESS, "").trim() };
  }
  return { outcome: "build error", detail: oneLine(error) };
}

/** The lines behind the head of the last step: `Step 3/7 : ...` of the classic builder, `[sha256:1234] [2/4] ...` of BuildKit. */
function stepLines(log: readonly string[]): readonly string[] {
  const start = log.findLastIndex((line) => /^Step \d+\/\d+ : |^\[sha256:/.test(line)) + 1;
  return log.slice(Math.max(start, log.length - LAST_LINES)).filter((line) => !line.startsWith("ERROR: executor failed running [") && !line.startsWith('ERROR: process "'));
}

const oneLine = (text: string) => text.trim().replace(/\s*\n\s*/g, " ");
