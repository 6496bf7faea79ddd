import { writeFileSync } from "node:fs";
import { relative } from "node:path";
import { engine } from "../../engine/client.ts";
import { lockPath, readLock } from "../../engine/facts.ts";
import { loadCatalogue, loadSettings } from "../../engine/load.ts";
import { describe } from "../../engine/registry.ts";
import { compareLock, lockText, renewLock, upstreamReferences, type LockedImage, type LockRow } from "../../infra/images-lock.ts";
import { through } from "../../infra/references.ts";
import { counted } from "../../infra/words.ts";
import { EXIT, UsageError, type Context, type ExitCode } from "../command.ts";

/** Registries limit how much they are asked at once. */
const AT_ONCE = 4;

export interface LockOptions {
  /** Only compares. */
  readonly check: boolean;
  /** References whose new digest is taken over. */
  readonly accept: readonly string[];
}

/** `images lock`: asks every registry for the digest of every upstream reference; a digest that moved is refused unless accepted by name. */
export async function lockImages(context: Context, { check, accept }: LockOptions): Promise<ExitCode> {
  const settings = loadSettings(context.root, context.stack);
  const { catalogue, images } = await loadCatalogue(context.root, settings);
  const references = upstreamReferences(catalogue, images);
  const unknown = accept.find((reference) => !references.includes(reference));
  if (unknown !== undefined) throw new UsageError(`--accept ${unknown}: no entry of the catalogue names it`);
  const lock = readLock(context.root, settings);
  const found = await context.out.step(`asking for ${counted(references.length, "image")}`, () => ask(references, settings.registry.mirror));
  const rows = compareLock(lock, found);
  const accepted = new Set(accept);
  const path = lockPath(context.root, settings);
  const text = lockText(renewLock(lock, found, accepted));
  const written = !check && text !== lockText(lock);
  if (written) writeFileSync(path, text);
  const findings = rows.filter((row) => isFinding(row, check, accepted));
  show(context, rows, findings, { path: relative(context.root, path), check, accepted, written });
  context.out.json({ stack: context.stack, lock: path, written, images: rows, findings: findings.map((row) => row.reference) });
  return findings.length === 0 ? EXIT.done : EXIT.findings;
}

/** A check finds all that differs; a run leaves only what it may not decide. */
function isFinding({ reference, state }: LockRow, check: boolean, accepted: ReadonlySet<string>): boolean {
  if (check) return state !== "same";
  return state === "absent" || (state === "moved" && !accepted.has(reference));
}

async function ask(references: readonly string[], mirror: string | undefined): Promise<Map<string, LockedImage | undefined>> {
  const found = new Map<string, LockedImage | undefined>(references.map((reference) => [reference, undefined]));
  const left = [...references];
  const worker = async () => {
    for (let reference = left.shift(); reference !== undefined; reference = left.shift()) found.set(reference, await describe(engine(), through(reference, mirror)));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return found;
}

interface Shown {
  readonly path: string;
  readonly check: boolean;
  readonly accepted: ReadonlySet<string>;
  readonly written: boolean;
}

function show({ out, stack }: Context, rows: readonly LockRow[], findings: readonly LockRow[], { path, check, accepted, written }: Shown): void {
  for (const row of rows.filter((r) => r.state !== "same")) out.line(`${row.reference}: ${words(row, check, accepted)}`);
  const same = rows.filter((r) => r.state === "same").length;
  out.line(`${path}: ${same} of ${rows.length} as locked${written ? "; written" : ""}`);
  const moved = findings.find((r) => r.state === "moved");
  if (moved) out.line(`  ./sutazai up keeps to the locked digests; to take a new one over: ./sutazai images lock --stack ${stack} --accept ${moved.reference}`);
  else if (check && findings.length > 0) out.line(`  fix: ./sutazai images lock --stack ${stack}`);
}

function words({ reference, state, locked, found }: LockRow, check: boolean, accepted: ReadonlySet<string>): string {
  switch (state) {
    case "new":
      return check ? `not locked; its registry has ${found}` : `locked to ${found}`;
    case "moved":
      return `${accepted.has(reference) && !check ? "accepted" : "MOVED"}: locked ${locked}, its registry now has ${found}`;
    case "absent":
      return `its registry does not have it${locked === undefined ? "" : `; locked ${locked}`}`;
    case "unused":
      return check ? "locked, but no entry of the catalogue names it" : "dropped: no entry of the catalogue names it";
    case "same":
      return "as locked";
  }
}
