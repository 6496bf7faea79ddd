import { afterAll } from "@jest/globals";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const made: string[] = [];
afterAll(() => made.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

/** A new folder, which is gone after the tests of the file. */
export function scratch(): string {
  made.push(mkdtempSync(join(tmpdir(), "sutazai-unit-")));
  return made.at(-1)!;
}
