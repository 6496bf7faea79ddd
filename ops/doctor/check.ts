/** What a check found: fine, worth knowing, or in the way of `./sutazai up`. */
export type Level = "ok" | "note" | "failed";

export interface Check {
  readonly name: string;
  readonly level: Level;
  readonly detail: string;
  /** The command, or the act, that changes it; empty when all is well. */
  readonly fix: string;
}

export const ok = (name: string, detail: string): Check => ({ name, level: "ok", detail, fix: "" });
export const note = (name: string, detail: string, fix = ""): Check => ({ name, level: "note", detail, fix });
export const failed = (name: string, detail: string, fix: string): Check => ({ name, level: "failed", detail, fix });

/** Bounds a group of checks in time: one that hangs becomes a note and holds nobody up. */
export async function bounded(name: string, limitMs: number, work: () => Promise<Check[]>): Promise<Check[]> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Check[]>((resolve) => {
    timer = setTimeout(() => resolve([note(name, `no answer within ${limitMs / 1000} s`)]), limitMs);
  });
  try {
    return await Promise.race([work(), late]);
  } catch (error) {
    return [note(name, `could not be checked: ${error instanceof Error ? error.message : String(error)}`)];
  } finally {
    clearTimeout(timer);
  }
}
