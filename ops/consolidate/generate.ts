import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { counted } from "../../infra/words.ts";
import { readEstate } from "../../legacy/plan/estate.ts";
import { filesAgain } from "../../legacy/plan/generate.ts";
import { foldersOf, pathBytes } from "../../legacy/path-text.ts";
import { EXIT, OperationError, type Context, type ExitCode } from "../command.ts";

/** Options of `consolidate generate`. */
export interface GenerateWords {
  readonly service?: string;
  readonly execute?: boolean;
}

/** `consolidate generate`: makes files of the manifest again where they are missing; touches nothing without `execute`, never what is there. */
export function generateFiles(context: Context, root: string, { service, execute }: GenerateWords): ExitCode {
  const { out } = context;
  const estate = readEstate(root);
  const files = filesAgain(estate, service);
  for (const { path, content } of files.filter((file) => file.standing === "missing")) {
    const link = foldersOf(path).find((folder) => estate.links.has(folder));
    if (link !== undefined) throw new OperationError(`${link} is a symbolic link now: ${path} is not written through it\n  fix: put the folder back`);
    out.line(`${execute === true ? "wrote" : "would write"} ${path}`);
    if (execute === true) write(root, path, content);
  }
  const others = files.filter((file) => file.standing === "other");
  for (const { path } of others) out.line(`left alone: ${path} is there and differs from what its template makes`);
  out.line(`${counted(files.length, "file")} in the manifest, ${files.filter((file) => file.standing === "missing").length} missing${execute === true ? ", made now" : "; --execute makes them"}`);
  out.json({ executed: execute === true, files: files.map(({ path, standing }) => ({ path, standing })) });
  return others.length > 0 ? EXIT.findings : EXIT.done;
}

function write(root: string, path: string, content: string): void {
  const at = (text: string) => Buffer.concat([Buffer.from(`${root}/`), pathBytes(text)]);
  const folder = foldersOf(path).at(-1);
  if (folder !== undefined) mkdirSync(at(folder), { recursive: true });
  writeFileSync(at(path), content, { flag: "wx" });
  chmodSync(at(path), 0o644);
}
