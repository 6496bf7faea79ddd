/** A service's `volumes` and `tmpfs` in their short and long form. */
import { posix } from "node:path";
import { at, itemsOf, textOf, type Position, type YamlNode } from "../yaml/node.ts";
import { resolveDefaults } from "./interpolate.ts";

export interface Mount {
  /** `named`: a volume of the file; `relative` and `absolute`: paths of the host; `other`: anonymous, tmpfs, npipe, or undecided. */
  readonly kind: "named" | "relative" | "absolute" | "other";
  readonly source: string;
  /** Cleaned path in the container. */
  readonly target: string;
  readonly at: Position;
}

type Text = (written: string) => string;
const defaults: Text = (written) => resolveDefaults(written).text;

/** The mounts of `volumes`, in order; items that are neither text nor mapping are left out. Values are read with `text`. */
export function readVolumes(volumes: YamlNode | undefined, text: Text = defaults): Mount[] {
  return itemsOf(volumes).flatMap((item): Mount[] => {
    if (item.kind === "map") return [longForm(item, text)];
    return item.kind === "scalar" && item.value !== null ? [{ ...shortForm(text(item.text)), at: item.at }] : [];
  });
}

/** Cleaned container paths of `tmpfs`, one text or a list. */
export function readTmpfs(tmpfs: YamlNode | undefined, text: Text = defaults): string[] {
  const items = tmpfs?.kind === "scalar" ? [tmpfs] : itemsOf(tmpfs);
  return items.flatMap((item) => textOf(item) ?? []).map((written) => clean(text(written).split(":")[0]!));
}

function longForm(item: YamlNode, text: Text): Mount {
  const field = (key: string) => text(textOf(at(item, key)) ?? "");
  const [type, source] = [field("type"), field("source")];
  const kind = source.includes("$") ? "other" : type === "bind" ? (isAbsolute(source) ? "absolute" : "relative") : type === "volume" && kindOf(source) === "named" ? "named" : "other";
  return { kind, source, target: clean(field("target")), at: item.at };
}

function shortForm(written: string): Omit<Mount, "at"> {
  const [drive, rest] = /^[A-Za-z]:[\\/]/.test(written) ? [written.slice(0, 2), written.slice(2)] : ["", written];
  const [first, target] = rest.split(":") as [string, string?];
  if (target === undefined) return { kind: "other", source: "", target: clean(drive + first) };
  const source = drive + first;
  return { kind: kindOf(source), source, target: clean(target) };
}

function kindOf(source: string): Mount["kind"] {
  if (source === "" || source.startsWith("$")) return "other";
  if (isAbsolute(source)) return "absolute";
  if (source.startsWith(".")) return source.includes("$") ? "other" : "relative";
  return source.includes("$") ? "other" : "named";
}

const isAbsolute = (source: string) => /^([/~\\]|[A-Za-z]:[\\/])/.test(source);

const clean = (path: string) => posix.normalize(path).replace(/(.)\/$/, "$1");
