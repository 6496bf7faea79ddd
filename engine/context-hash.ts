import { createHash } from "node:crypto";
import { readdirSync, readFileSync, readlinkSync, statSync } from "node:fs";
import { join } from "node:path";

const IGNORED = new Set([".git", "node_modules", "__pycache__", ".DS_Store"]);

/**
 * SHA-256 over names, kinds, executable bits and contents below a folder, in name order; times and owners do not count.
 * @throws Error when the folder does not exist.
 */
export function contextHash(folder: string): string {
  const hash = createHash("sha256");
  const visit = (directory: string, relative: string) => {
    const entries = readdirSync(directory, { withFileTypes: true }).filter((e) => !IGNORED.has(e.name));
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const path = join(directory, entry.name);
      const name = `${relative}${entry.name}`;
      if (entry.isDirectory()) {
        hash.update(`d ${name}\n`);
        visit(path, `${name}/`);
      } else if (entry.isSymbolicLink()) hash.update(`l ${name} ${readlinkSync(path)}\n`);
      else if (entry.isFile()) {
        const content = readFileSync(path);
        hash.update(`f ${name} ${statSync(path).mode & 0o111 ? "x" : "-"} ${content.length}\n`).update(content);
      }
    }
  };
  visit(folder, "");
  return hash.digest("hex");
}
