import { run, type RunResult } from "./run.ts";

/** `pip install` of wheels, without what they need, into a folder of their own; with the user's indexes, proxies and certificates. */
export async function pipInstall(target: string, what: readonly string[]): Promise<RunResult> {
  const args = ["install", "--no-deps", "--only-binary", ":all:", "--target", target, ...what];
  const python = await run(["python3", "-m", "pip", ...args]);
  const missing = python.code === 127 || python.stderr.includes("No module named pip");
  return missing ? run(["pip", ...args]) : python;
}
