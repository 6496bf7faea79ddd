import { randomBytes } from "node:crypto";
import { body, CheckFailed, expectOk, json, passed, type Implementation } from "./target.ts";

/** Makes a collection, adds two points, asks for the nearest with a filter and without, deletes the collection. */
export const qdrant: Implementation<"qdrant"> = {
  title: () => "add and query vectors",
  async run({ port }, target) {
    const path = `/collections/sutazai-verify-${randomBytes(6).toString("hex")}`;
    const nearest = async (what: string, more: object) => {
      const asked = body({ query: [0.9, 0.1, 0], limit: 1, with_payload: true, ...more });
      const { result } = json<{ result: { points: { payload?: { name?: string } }[] } }>(what, await target.request(port, `${path}/points/query`, asked));
      return result.points[0]?.payload?.name ?? "nothing";
    };
    try {
      expectOk("create a collection", await target.request(port, path, body({ vectors: { size: 3, distance: "Cosine" } }, "PUT")));
      const points = [
        { id: 1, vector: [1, 0, 0], payload: { name: "near" } },
        { id: 2, vector: [0, 0, 1], payload: { name: "far" } },
      ];
      expectOk("add points", await target.request(port, `${path}/points?wait=true`, body({ points }, "PUT")));
      const found = await nearest("query", {});
      if (found !== "near") throw new CheckFailed(`query: the nearest is ${found} instead of the point beside it`);
      const filtered = await nearest("query with a filter", { filter: { must: [{ key: "name", match: { value: "far" } }] } });
      if (filtered !== "far") throw new CheckFailed(`query with a filter: ${filtered} instead of the point that fits it`);
      return passed("added 2 points, found the nearest, and another by its payload");
    } finally {
      await target.request(port, path, { method: "DELETE" }).catch(() => {});
    }
  },
};
