/** Whether the process that a note names still runs. */
import { readFileSync } from "node:fs";

/** When the process started, in the kernel's ticks: tells a process from a later one with its number. `-` where it cannot be known. */
export function startOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/stat`, "utf8").replace(/^.*\) /s, "").split(" ")[19] ?? "-";
  } catch {
    return "-";
  }
}

/** @param start what `startOf` said of it while it ran. */
export function isAlive(pid: number, start: string): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ESRCH") return false;
  }
  return start === "-" || startOf(pid) === start;
}
