import { randomBytes } from "node:crypto";
import { body, CheckFailed, expectOk, json, passed, type Implementation } from "./target.ts";

const COLLECTIONS = "/api/v2/tenants/default_tenant/databases/default_database/collections";

/** Makes a collection, adds two vectors, asks for the nearest, deletes the collection. */
export const chromadb: Implementation<"chromadb"> = {
  title: () => "add and query vectors",
  async run({ port }, target) {
    const name = `sutazai-verify-${randomBytes(6).toString("hex")}`;
    const { id } = json<{ id: string }>("create a collection", await target.request(port, COLLECTIONS, body({ name })));
    try {
      expectOk("add vectors", await target.request(port, `${COLLECTIONS}/${id}/add`, body({ ids: ["near", "far"], embeddings: [[1, 0, 0], [0, 0, 1]] })));
      const query = { query_embeddings: [[0.9, 0.1, 0]], n_results: 1, include: ["distances"] };
      const found = json<{ ids: string[][] }>("query", await target.request(port, `${COLLECTIONS}/${id}/query`, body(query)));
      if (found.ids[0]?.[0] !== "near") throw new CheckFailed(`query: the nearest is ${found.ids[0]?.[0] ?? "nothing"} instead of the vector beside it`);
      return passed("added 2 vectors, found the nearest");
    } finally {
      await target.request(port, `${COLLECTIONS}/${name}`, { method: "DELETE" }).catch(() => {});
    }
  },
};
