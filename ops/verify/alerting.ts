import { CheckFailed, json, passed, type Implementation, type Target } from "./target.ts";

/** For the first evaluation of every rule, and the first look for Alertmanager. */
const DEADLINE_MS = 45_000;
const STEP_MS = 1000;

interface Rule {
  readonly name: string;
  readonly type: "alerting" | "recording";
  readonly health: "ok" | "unknown" | "err";
  readonly lastError?: string;
}

/** Prometheus evaluates every rule, and knows Alertmanager where its configuration names one. */
export const alerting: Implementation<"alerting"> = {
  title: () => "rules evaluated, Alertmanager known",
  async run({ port }, target) {
    const { data } = json<{ data: { yaml: string } }>("GET /api/v1/status/config", await target.request(port, "/api/v1/status/config"));
    const wanted = data.yaml.includes("alertmanagers:");
    let open = "";
    for (let waited = 0; waited <= DEADLINE_MS; waited += STEP_MS) {
      const rules = await rulesOf(port, target);
      const broken = rules.filter((r) => r.health === "err");
      if (broken.length > 0) throw new CheckFailed(`${broken.length} of ${rules.length} rules fail: ${broken.map((r) => `${r.name} (${r.lastError ?? "no reason"})`).join(", ")}`);
      const known = await alertmanagers(port, target);
      const waiting = rules.filter((r) => r.health !== "ok").length;
      if (rules.length > 0 && waiting === 0 && (known > 0 || !wanted)) {
        return passed(`${rules.filter((r) => r.type === "alerting").length} alert rules, ${wanted ? "Alertmanager known" : "no Alertmanager wanted"}`);
      }
      open = [...(rules.length === 0 ? ["no rules"] : []), ...(waiting > 0 ? [`${waiting} of ${rules.length} rules not evaluated`] : []), ...(wanted && known === 0 ? ["no Alertmanager"] : [])].join(", ");
      await target.pause(STEP_MS);
    }
    throw new CheckFailed(`after ${DEADLINE_MS / 1000} s: ${open}`);
  },
};

async function rulesOf(port: number, target: Target): Promise<Rule[]> {
  const { data } = json<{ data: { groups: { rules: Rule[] }[] } }>("GET /api/v1/rules", await target.request(port, "/api/v1/rules"));
  return data.groups.flatMap((group) => group.rules);
}

async function alertmanagers(port: number, target: Target): Promise<number> {
  const path = "/api/v1/alertmanagers";
  return json<{ data: { activeAlertmanagers: unknown[] } }>(`GET ${path}`, await target.request(port, path)).data.activeAlertmanagers.length;
}
