import { CheckFailed, expectOk, json, passed, type Implementation, type Target } from "./target.ts";

/** For the first scrape of each target: two intervals of 15 s and some. */
const DEADLINE_MS = 45_000;
const STEP_MS = 1000;

interface ScrapeTarget {
  readonly labels: Readonly<Record<string, string>>;
  readonly health: string;
  readonly lastError: string;
  /** When its last scrape began; year 1 before the first. */
  readonly lastScrape: string;
}

/** Ready, answers a query, and every target of its scrape configuration is up. */
export const prometheus: Implementation<"prometheus"> = {
  title: () => "ready, query, all targets up",
  async run({ port }, target) {
    expectOk("GET /-/ready", await target.request(port, "/-/ready"));
    const started = Date.now();
    let open = "no target";
    for (let waited = 0; waited <= DEADLINE_MS; waited += STEP_MS) {
      const { data } = json<{ data: { activeTargets: readonly ScrapeTarget[] } }>("GET /api/v1/targets", await target.request(port, "/api/v1/targets?state=active"));
      const missing = data.activeTargets.filter((t) => t.health !== "up");
      if (data.activeTargets.length > 0 && missing.length === 0) return passed(await queried(port, target, data.activeTargets.length));
      open = missing.map(words).sort().join(", ") || "no target";
      // Down in a scrape that began after the question: waiting brings nothing.
      if (missing.length > 0 && missing.every((t) => t.health === "down" && Date.parse(t.lastScrape) > started)) throw new CheckFailed(`${missing.length} of ${data.activeTargets.length} targets are not up: ${open}`);
      await target.pause(STEP_MS);
    }
    throw new CheckFailed(`not all targets are up after ${DEADLINE_MS / 1000} s: ${open}`);
  },
};

/** `backend down (connection refused)`. */
function words(t: ScrapeTarget): string {
  const why = t.lastError.replace(/^Get "[^"]*": /, "");
  return `${t.labels.job ?? "?"} ${t.health}${why ? ` (${why})` : ""}`;
}

async function queried(port: number, target: Target, targets: number): Promise<string> {
  const answer = json<{ status: string; data: { result: readonly unknown[] } }>("query up", await target.request(port, "/api/v1/query?query=up"));
  if (answer.status !== "success" || answer.data.result.length === 0) throw new CheckFailed("query up: no result");
  return `${targets} targets up, query up has ${answer.data.result.length} results`;
}
