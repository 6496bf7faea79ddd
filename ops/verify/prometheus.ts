import { CheckFailed, expectOk, json, passed, type Implementation } from "./target.ts";

/** A target is scraped for the first time within its interval of 15 s; two intervals and some. */
const DEADLINE_MS = 45_000;
const STEP_MS = 1000;

interface Targets {
  readonly data: { readonly activeTargets: readonly { readonly labels: Readonly<Record<string, string>>; readonly health: string; readonly lastError: string }[] };
}

/** Ready, answers a query, and every target of its scrape configuration is up. */
export const prometheus: Implementation<"prometheus"> = {
  title: () => "ready, query, all targets up",
  async run({ port }, target) {
    expectOk("GET /-/ready", await target.request(port, "/-/ready"));
    let last = "no target";
    for (let waited = 0; waited <= DEADLINE_MS; waited += STEP_MS) {
      const { data } = json<Targets>("GET /api/v1/targets", await target.request(port, "/api/v1/targets?state=active"));
      const down = data.activeTargets.filter((t) => t.health !== "up");
      if (data.activeTargets.length > 0 && down.length === 0) return passed(await queried(port, target, data.activeTargets.length));
      last = down.map((t) => `${t.labels.job ?? "?"} ${t.health}${t.lastError ? ` (${t.lastError})` : ""}`).sort().join(", ") || "no target";
      await target.pause(STEP_MS);
    }
    throw new CheckFailed(`not all targets are up after ${DEADLINE_MS / 1000} s: ${last}`);
  },
};

async function queried(port: number, target: Parameters<typeof prometheus.run>[1], targets: number): Promise<string> {
  const answer = json<{ status: string; data: { result: readonly unknown[] } }>("query up", await target.request(port, "/api/v1/query?query=up"));
  if (answer.status !== "success" || answer.data.result.length === 0) throw new CheckFailed("query up: no result");
  return `${targets} targets up, query up has ${answer.data.result.length} results`;
}
