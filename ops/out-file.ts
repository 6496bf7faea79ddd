/** The file of `--out`: looked at before the work, so that no result is lost for a place that cannot take it. */
import { accessSync, constants, statSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { reasonOf } from "../infra/system-errors.ts";
import { OperationError, UsageError } from "./command.ts";

/**
 * @returns the file as it was named; undefined when none was.
 * @throws UsageError when nothing can be written there.
 */
export function outFile(named: unknown): string | undefined {
  if (named === undefined) return undefined;
  const file = String(named);
  const refuse = (why: string) => new UsageError(`--out "${file}": ${why}\n  fix: name a file in a folder that is there and that you may write to`);
  if (file === "") throw refuse("an empty name");
  const standing = stat(file);
  const folder = dirname(resolve(file));
  if (standing?.isDirectory() || file.endsWith("/")) throw refuse("the name of a folder, not of a file");
  if (!standing && !stat(folder)?.isDirectory()) throw refuse(`there is no folder ${folder}`);
  try {
    accessSync(standing ? file : folder, constants.W_OK);
  } catch (error) {
    throw refuse(`${standing ? "it" : `the folder ${folder}`} cannot be written: ${reasonOf(error)}`);
  }
  return file;
}

/** Undefined also where a folder on the way is none, or may not be entered. */
function stat(path: string) {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

/** @throws OperationError when it cannot be written after all. */
export function writeOut(file: string, text: string): void {
  try {
    writeFileSync(file, text);
  } catch (error) {
    throw new OperationError(`${file} cannot be written: ${reasonOf(error)}`);
  }
}
