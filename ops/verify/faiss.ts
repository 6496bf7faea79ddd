import { body, CheckFailed, expectOk, json, passed, type Implementation } from "./target.ts";

const ID = "sutazai-verify";
const REMOVE = `/vectors/${ID}`;
/** Of an index that holds nothing yet. */
const DIMENSION = 4;

/**
 * Adds a vector, finds it, removes it. The first vector fixes the dimension of an index for good, so a service that
 * cannot remove one (no `DELETE /vectors/{id}`) is only searched.
 */
export const faiss: Implementation<"faiss"> = {
  title: () => "add and search vectors",
  async run({ port }, target) {
    const { dimension } = json<{ dimension?: number | null }>("GET /health", await target.request(port, "/health"));
    const vector = Array.from({ length: dimension ?? DIMENSION }, (_, i) => Math.sin(i + 1) * 1000);
    const search = async () => json<{ results: { id: string }[] }>("search", await target.request(port, "/search", body({ vector, k: 1 }))).results;
    const { paths } = json<{ paths: Record<string, Record<string, unknown>> }>("GET /openapi.json", await target.request(port, "/openapi.json"));
    if (!Object.entries(paths).some(([path, methods]) => path.startsWith("/vectors/{") && "delete" in methods)) {
      const found = await search();
      return passed(`searched only (${found.length} found): it cannot remove a vector, and one added would stay`);
    }
    try {
      expectOk("add", await target.request(port, "/add", body({ id: ID, vector })));
      const found = await search();
      if (found[0]?.id !== ID) throw new CheckFailed(`search: the nearest is ${found[0]?.id ?? "nothing"} instead of the vector just added`);
    } finally {
      await target.request(port, REMOVE, { method: "DELETE" }).catch(() => {});
    }
    return passed(`added a vector of ${vector.length} numbers, found it, removed it`);
  },
};
