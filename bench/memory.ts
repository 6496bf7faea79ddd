/** Peak memory of a stack's program: VmHWM of the process that runs it, as the kernel counts it. Linux only. */
import { readdirSync, readFileSync } from "node:fs";

const EVERY_MS = 40;

/** Starts to watch for the program of a stack; `stop` returns its peak in MiB, undefined if it was never seen. */
export function watchProgram(stack: string): { stop(): number | undefined } {
  let peak: number | undefined;
  let pid: string | undefined;
  const look = () => {
    pid = pid !== undefined && isProgram(pid, stack) ? pid : readdirSync("/proc").find((name) => /^\d+$/.test(name) && isProgram(name, stack));
    const kilobytes = pid && Number(/^VmHWM:\s+(\d+) kB/m.exec(read(`/proc/${pid}/status`))?.[1] ?? Number.NaN);
    if (kilobytes) peak = Math.max(peak ?? 0, kilobytes / 1024);
  };
  if (process.platform !== "linux") return { stop: () => undefined };
  const timer = setInterval(look, EVERY_MS);
  return { stop: () => (clearInterval(timer), peak) };
}

/** Pulumi runs the program as `node .../cmd/run ... --stack NAME ...`. */
function isProgram(pid: string, stack: string): boolean {
  const words = read(`/proc/${pid}/cmdline`).split("\0");
  return words.some((word) => /@pulumi\/pulumi\/cmd\/run$/.test(word)) && words[words.indexOf("--stack") + 1] === stack;
}

function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
