import { randomBytes } from "node:crypto";
import { body, CheckFailed, json, passed, secretOf, type Implementation } from "./target.ts";

const SECRET = "neo4j-password";
const DATABASE = "NEO4J_initial_dbms_default__database=";
/** The first statements after a start are slow: their planner is loaded then. */
const SECONDS = 30;

interface Answer {
  readonly results: readonly { readonly data: readonly { readonly row: readonly unknown[] }[] }[];
  readonly errors: readonly { readonly code: string; readonly message: string }[];
}

/** Creates two nodes with a relation between them, finds one from the other, deletes both. */
export const neo4j: Implementation<"neo4j"> = {
  title: () => "create, match and delete nodes",
  async run({ port }, target) {
    const password = await secretOf(target, SECRET);
    const authorization = `Basic ${Buffer.from(`neo4j:${password}`).toString("base64")}`;
    const database = target.service.env.find((e) => e.startsWith(DATABASE))?.slice(DATABASE.length) ?? "neo4j";
    const id = `sutazai-verify-${randomBytes(6).toString("hex")}`;
    /** The first value of the first row. */
    const cypher = async (what: string, statement: string): Promise<unknown> => {
      const init = body({ statements: [{ statement, parameters: { id } }] });
      const { results, errors } = json<Answer>(what, await target.request(port, `/db/${database}/tx/commit`, { ...init, headers: { ...init.headers, authorization }, seconds: SECONDS }));
      if (errors[0]) throw new CheckFailed(`${what}: ${errors[0].code} ${errors[0].message}`);
      return results[0]?.data[0]?.row[0];
    };
    const remove = () => cypher("delete", "MATCH (n:SutazaiVerify {id: $id}) DETACH DELETE n RETURN count(n)");
    try {
      await cypher("create", "CREATE (:SutazaiVerify {id: $id, end: 'from'})-[:KNOWS]->(:SutazaiVerify {id: $id, end: 'to'})");
      const found = await cypher("match", "MATCH (:SutazaiVerify {id: $id, end: 'from'})-[:KNOWS]->(n) RETURN n.end");
      if (found !== "to") throw new CheckFailed(`match: ${JSON.stringify(found) ?? "nothing"} instead of the node just created`);
    } catch (error) {
      await remove().catch(() => {});
      throw error;
    }
    const removed = await remove();
    if (removed !== 2) throw new CheckFailed(`delete: ${JSON.stringify(removed) ?? "nothing"} instead of 2 nodes`);
    return passed(`created 2 nodes in ${database}, found one from the other, deleted them`);
  },
};
