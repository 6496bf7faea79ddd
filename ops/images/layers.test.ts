import { expect, test } from "@jest/globals";
import { layersOf, sizesOf, type HistoryLine } from "./layers.ts";

const step = (CreatedBy: string, Size = 0): HistoryLine => ({ CreatedBy, Size });
const meta = step('/bin/sh -c #(nop)  CMD ["x"]');
/** As the engine gives it. */
const newestFirst = (...steps: HistoryLine[]) => steps.reverse();
const bytes = (layers: readonly { bytes: number }[]) => layers.map((l) => l.bytes);

test("each layer gets the size of its step; steps that only say something are no layers", () => {
  const history = newestFirst(step("/bin/sh -c #(nop) ADD file:1 in /", 100), meta, step("/bin/sh -c apt-get install", 30), meta, step("/bin/sh -c #(nop) COPY x y", 2));
  expect(bytes(layersOf(["a", "b", "c"], history, 132))).toEqual([100, 30, 2]);
});

test("a layer without bytes is a step that may write, of BuildKit's too", () => {
  expect(bytes(layersOf(["a", "b", "c"], newestFirst(step("", 100), meta, step("/bin/sh -c #(nop) WORKDIR /data"), meta, step("/bin/sh -c make", 5)), 105))).toEqual([100, 0, 5]);
  expect(bytes(layersOf(["a", "b", "c"], newestFirst(step("", 100), step("ENV A=1 # buildkit"), step("RUN /bin/sh -c rm x # buildkit"), step("COPY x y # buildkit", 5)), 105))).toEqual([100, 0, 5]);
});

test("what a history does not tell belongs to the top", () => {
  expect(bytes(layersOf(["a", "b"], [], 70))).toEqual([0, 70]);
  expect(layersOf([], [], 0)).toEqual([]);
});

test("a layer is the same only on top of the same ones", () => {
  const ids = (...diffs: string[]) => layersOf(diffs, [], 0).map((l) => l.id);
  expect(ids("a", "b")[0]).toBe(ids("a", "c")[0]);
  expect(ids("a", "b")[1]).not.toBe(ids("x", "b")[1]);
});

test("shared layers count once on disk; alone, every service pays for all of its image", () => {
  const base = [step("", 100), step("RUN base", 50)];
  const image = (name: string, services: number, ...own: HistoryLine[]) => {
    const steps = [...base, ...own];
    const total = steps.reduce((n, s) => n + s.Size, 0);
    return { name, services, bytes: total, layers: layersOf(["a", "b", ...own.map((s) => s.CreatedBy)], newestFirst(...steps), total) };
  };
  expect(sizesOf([image("agent", 30, step("RUN agent", 10)), image("page", 1, step("RUN page", 40)), image("bare", 1)])).toEqual({
    images: [
      { name: "page", services: 1, bytes: 190, shared: 150, unique: 40 },
      { name: "agent", services: 30, bytes: 160, shared: 150, unique: 10 },
      { name: "bare", services: 1, bytes: 150, shared: 150, unique: 0 },
    ],
    services: 32,
    onDisk: 200,
    alone: 30 * 160 + 190 + 150,
  });
});
