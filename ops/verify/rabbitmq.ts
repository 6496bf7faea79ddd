import { randomBytes } from "node:crypto";
import { body, CheckFailed, expectOk, json, passed, secretOf, type Implementation } from "./target.ts";

const USER = "sutazai";
const SECRET = "rabbitmq-password";

/** Declares a queue, publishes to it, consumes from it, compares, deletes it. */
export const rabbitmq: Implementation<"rabbitmq"> = {
  title: () => "publish and consume",
  async run({ port }, target) {
    const password = await secretOf(target, SECRET);
    const authorization = `Basic ${Buffer.from(`${USER}:${password}`).toString("base64")}`;
    const ask = (path: string, init: RequestInit) => target.request(port, path, { ...init, headers: { ...init.headers, authorization } });

    const queue = `sutazai-verify-${randomBytes(6).toString("hex")}`;
    const payload = `round trip ${queue}`;
    const path = `/api/queues/%2F/${queue}`;
    // The expiry removes the queue if this process dies in between.
    expectOk("declare a queue", await ask(path, body({ durable: true, auto_delete: false, arguments: { "x-expires": 60_000 } }, "PUT")));
    try {
      const message = { properties: {}, routing_key: queue, payload, payload_encoding: "string" };
      const { routed } = json<{ routed: boolean }>("publish", await ask("/api/exchanges/%2F/amq.default/publish", body(message)));
      if (!routed) throw new CheckFailed("publish: the message reached no queue");
      for (let attempt = 0; attempt < 10; attempt++) {
        const got = json<{ payload: string }[]>("consume", await ask(`${path}/get`, body({ count: 1, ackmode: "ack_requeue_false", encoding: "auto" })));
        if (got.length > 0 && got[0]!.payload !== payload) throw new CheckFailed("consume: another message than the one published");
        if (got.length > 0) return passed("published and consumed a message");
        await target.pause(100);
      }
      throw new CheckFailed("consume: the message did not arrive within a second");
    } finally {
      await ask(path, { method: "DELETE" }).catch(() => {});
    }
  },
};
