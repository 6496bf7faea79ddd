/** What images take on disk: layers that several stand on are there once. Pure. */
import { digest } from "../../infra/digest.ts";

/** A layer by all that lies below it too: the engine shares a layer only on top of the same ones. */
export interface Layer {
  readonly id: string;
  readonly bytes: number;
}

/** One line of the engine's history of an image. */
export interface HistoryLine {
  readonly CreatedBy: string;
  readonly Size: number;
}

export interface MeasuredImage {
  readonly name: string;
  /** Services that run on it. */
  readonly services: number;
  readonly bytes: number;
  readonly layers: readonly Layer[];
}

export interface SizeRow {
  readonly name: string;
  readonly services: number;
  readonly bytes: number;
  /** In layers that another of these images has too. */
  readonly shared: number;
  readonly unique: number;
}

export interface Sizes {
  readonly images: readonly SizeRow[];
  readonly services: number;
  /** Every layer once. */
  readonly onDisk: number;
  /** Every service with an image of its own, built from nothing. */
  readonly alone: number;
}

const WRITES = /^(?:\/bin\/sh -c (?!#\(nop\))|\/bin\/sh -c #\(nop\) +(?:ADD|COPY|WORKDIR)|RUN|ADD|COPY|WORKDIR)/;

/**
 * The layers of an image, lowest first. The engine tells the layers' names and, apart from them, the sizes of all steps:
 * a step that wrote bytes is a layer; a layer without bytes (a folder, a removal) is one of those steps that may write.
 * @param diffIds `RootFS.Layers`. @param history newest first, as the engine gives it. @param total the image's size.
 */
export function layersOf(diffIds: readonly string[], history: readonly HistoryLine[], total: number): Layer[] {
  const steps = [...history].reverse();
  let empty = diffIds.length - steps.filter((s) => s.Size > 0).length;
  const sizes = steps.filter((s) => s.Size > 0 || (WRITES.test(s.CreatedBy) && empty-- > 0)).map((s) => s.Size);
  let below = "";
  const layers = diffIds.map((id, i): Layer => ({ id: (below = digest([below, id])), bytes: sizes[i] ?? 0 }));
  // A history that tells less than there is (images of other builders): the rest belongs to the top.
  const rest = total - layers.reduce((sum, l) => sum + l.bytes, 0);
  return layers.map((l, i) => (i === layers.length - 1 ? { ...l, bytes: Math.max(0, l.bytes + rest) } : l));
}

/** Sorted by what each adds, biggest first. */
export function sizesOf(images: readonly MeasuredImage[]): Sizes {
  const holders = new Map<string, number>();
  for (const { layers } of images) for (const { id } of layers) holders.set(id, (holders.get(id) ?? 0) + 1);
  const sum = (layers: readonly Layer[]) => layers.reduce((bytes, l) => bytes + l.bytes, 0);
  const rows = images.map(({ name, services, bytes, layers }): SizeRow => {
    const unique = sum(layers.filter((l) => holders.get(l.id) === 1));
    return { name, services, bytes, shared: bytes - unique, unique };
  });
  return {
    images: rows.sort((a, b) => b.unique - a.unique || a.name.localeCompare(b.name)),
    services: rows.reduce((n, r) => n + r.services, 0),
    onDisk: sum([...new Map(images.flatMap((i) => i.layers.map((l) => [l.id, l] as const))).values()]),
    alone: rows.reduce((bytes, r) => bytes + r.services * r.bytes, 0),
  };
}
