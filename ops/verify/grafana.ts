import { parse } from "yaml";
import type { PlannedService } from "../../infra/plan-types.ts";
import { CheckFailed, json, passed, secretOf, type Implementation } from "./target.ts";

const SECRET = "grafana-admin-password";
/** Data sources whose plugin can be asked whether it reaches its service. */
const ASKED: ReadonlySet<string> = new Set(["prometheus", "loki"]);

interface Source {
  readonly uid: string;
  readonly type: string;
}

/** Healthy, and what was provisioned is there: its data sources answer, its dashboards are listed. A stand-in has none. */
export const grafana: Implementation<"grafana"> = {
  title: () => "data sources and dashboards",
  async run({ port }, target) {
    if (target.service.standIn !== undefined) return passed("skipped: a stand-in has neither data sources nor dashboards");
    const password = await secretOf(target, SECRET);
    const headers = { authorization: `Basic ${Buffer.from(`admin:${password}`).toString("base64")}` };
    const ask = async <T>(path: string) => json<T>(`GET ${path}`, await target.request(port, path, { headers }));

    const { database } = await ask<{ database: string }>("/api/health");
    if (database !== "ok") throw new CheckFailed(`its database is ${database}`);
    const sources = await ask<readonly Source[]>("/api/datasources");
    const wanted = provisioned(target.service);
    const missing = wanted.sources.filter((uid) => !sources.some((s) => s.uid === uid));
    if (missing.length > 0) throw new CheckFailed(`no data source ${missing.join(", ")}`);
    for (const { uid } of sources.filter((s) => ASKED.has(s.type))) {
      const { status, message } = await ask<{ status: string; message?: string }>(`/api/datasources/uid/${uid}/health`);
      if (status !== "OK") throw new CheckFailed(`data source ${uid} is not reached: ${message ?? status}`);
    }
    const dashboards = await ask<readonly { uid: string }[]>("/api/search?type=dash-db&tag=sutazai");
    const lost = wanted.dashboards.filter((uid) => !dashboards.some((d) => d.uid === uid));
    if (lost.length > 0) throw new CheckFailed(`no dashboard ${lost.join(", ")}`);
    return passed(`${sources.length} data sources, ${dashboards.length} dashboards`);
  },
};

/** The uids that the planned files give. */
function provisioned(service: PlannedService): { sources: string[]; dashboards: string[] } {
  const files = service.fileSets.flatMap((set) => set.files);
  const config = files.find((f) => f.path === "datasources.yml");
  const { datasources } = parse(config?.content ?? "datasources: []") as { datasources: readonly Source[] };
  const dashboards = files.filter((f) => f.path.endsWith(".json")).map((f) => (JSON.parse(f.content) as { uid: string }).uid);
  return { sources: datasources.map((d) => d.uid), dashboards };
}
