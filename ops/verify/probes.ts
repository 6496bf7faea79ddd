import { CheckFailed, json, passed, type Implementation } from "./target.ts";

/** Two rounds of probes and some. */
const DEADLINE_MS = 75_000;
const STEP_MS = 3000;

interface Sample {
  readonly metric: { readonly service?: string; readonly instance?: string };
  readonly value: readonly [number, string];
}

/** Every probe of the blackbox exporter that Prometheus asks for succeeds. */
export const probes: Implementation<"probes"> = {
  title: () => "every probed service answers",
  async run({ port }, target) {
    const targets = json<{ data: { activeTargets: { scrapePool: string }[] } }>("GET /api/v1/targets", await target.request(port, "/api/v1/targets?state=active"));
    const wanted = targets.data.activeTargets.filter((t) => t.scrapePool.startsWith("probe-")).length;
    if (wanted === 0) return passed("no probes are configured");
    let failing: string[] = [];
    let seen = 0;
    for (let waited = 0; waited <= DEADLINE_MS; waited += STEP_MS) {
      const { data } = json<{ data: { result: Sample[] } }>("query probe_success", await target.request(port, "/api/v1/query?query=probe_success"));
      seen = data.result.length;
      failing = data.result.filter((s) => s.value[1] !== "1").map((s) => `${s.metric.service ?? "?"} (${s.metric.instance ?? "?"})`).sort();
      if (seen === wanted && failing.length === 0) return passed(`${seen} probes succeed`);
      await target.pause(STEP_MS);
    }
    const missing = seen < wanted ? [`${wanted - seen} of ${wanted} probes have not run`] : [];
    throw new CheckFailed(`after ${DEADLINE_MS / 1000} s: ${[...missing, ...(failing.length > 0 ? [`${failing.length} fail: ${failing.join(", ")}`] : [])].join("; ")}`);
  },
};
