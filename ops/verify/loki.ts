import { randomBytes } from "node:crypto";
import { CheckFailed, expectOk, json, passed, stackWords, type Implementation } from "./target.ts";

/** From the container's output through the engine, its proxy and Promtail. */
const DEADLINE_MS = 30_000;
const STEP_MS = 500;
const MINUTE_NS = 60_000_000_000n;

interface Stream {
  readonly stream: Readonly<Record<string, string>>;
  readonly values: readonly (readonly [time: string, line: string])[];
}

/** A line that its own container prints now is found again by a query, under the service's name. */
export const loki: Implementation<"loki"> = {
  title: () => "find a printed line again",
  async run({ port }, target) {
    expectOk("GET /ready", await target.request(port, "/ready"));
    const mark = `sutazai-verify-${randomBytes(6).toString("hex")}`;
    const { exit } = await target.exec(`echo ${mark} >/proc/1/fd/1`);
    if (exit !== 0) throw new CheckFailed("the container's output cannot be written to");
    const started = Date.now();
    const params = new URLSearchParams({
      query: `{service="${target.service.name}"} |= "${mark}"`,
      start: String(BigInt(started) * 1_000_000n - MINUTE_NS),
      limit: "1",
    });
    for (let waited = 0; waited <= DEADLINE_MS; waited += STEP_MS) {
      const answer = json<{ data: { result: readonly Stream[] } }>("query", await target.request(port, `/loki/api/v1/query_range?${params}`));
      const found = answer.data.result.find((s) => s.values.some(([, line]) => line === mark));
      if (found) return passed(`found after ${((Date.now() - started) / 1000).toFixed(1)} s, of container ${found.stream.container ?? "?"}`);
      await target.pause(STEP_MS);
    }
    throw new CheckFailed(`a printed line has not arrived after ${DEADLINE_MS / 1000} s: ./sutazai status promtail ${stackWords(target)}, ./sutazai logs promtail ${stackWords(target)}`);
  },
};
