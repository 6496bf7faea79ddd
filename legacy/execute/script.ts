/** The record of a step as lines for `rollback.sh`: what Node reads as JSON, a shell reads from here. */
import { pathBytes } from "../path-text.ts";
import { quote } from "./quote.ts";
import type { Expected } from "./standing.ts";
import { inUndoOrder, type FileRecord, type StepRecord, type Was } from "./record.ts";

type Word = string | Buffer;

export function scriptOf(record: StepRecord): Buffer {
  const inward = [...record.folders].reverse();
  const lines: Word[][] = [
    ["step", record.step, record.after ?? ""],
    ...record.folders.map(({ path, was }) => ["folder", place(path), was ? "folder" : "none"]),
    ...inUndoOrder(record).map(fileLine),
    ...inward.filter((f) => f.was === null).map((f) => ["unmake", place(f.path)]),
    ...record.files.flatMap(({ path, was }) => (was.kind === "none" ? [] : [["settle", place(path), was.kind === "file" ? was.mode.toString(8) : "-", was.owner, was.mtime]])),
    ...inward.flatMap(({ path, was }) => (was ? [["settle", place(path), was.mode.toString(8), was.owner, was.mtime]] : [])),
  ];
  return Buffer.concat(lines.flatMap(([verb, ...words]) => [Buffer.from(verb as string), ...words.flatMap((w) => [Buffer.from(" "), quote(Buffer.from(w as string))]), Buffer.from("\n")]));
}

const fileLine = ({ path, temporary, was, now, alike }: FileRecord): Word[] => ["file", place(path), place(temporary), ...form(now), ...form(was), was.kind === "file" ? was.mode.toString(8) : "-", ...alike.map(place)];

/** Kind and what tells it apart: the SHA-256 of a file, the target of a link. */
function form(thing: Was | Expected): Word[] {
  return [thing.kind, thing.kind === "file" ? thing.sha256 : thing.kind === "link" ? pathBytes(thing.target) : "-"];
}

/** `./a`, so that no name is taken for an option. */
const place = (path: string): Word => (path === "." ? "." : Buffer.concat([Buffer.from("./"), pathBytes(path)]));
