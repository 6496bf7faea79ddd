import { CheckFailed, json, passed, type Implementation, type Target } from "./target.ts";

/** Just started, Consul takes some seconds to register what it was given, and a check counts as critical until it has run, within 30 s. */
const DEADLINE_MS = 45_000;
const STEP_MS = 3_000;

interface Registered {
  readonly name: string;
  readonly tags: readonly string[];
  readonly checks?: readonly object[];
}

/** Every service of the plan is in the catalog, and no check of a critical one fails. */
export const consul: Implementation<"consul"> = {
  title: () => "every service registered, critical ones reachable",
  async run({ port }, target) {
    const wanted = registered(target);
    const critical = new Set(wanted.filter((s) => s.tags.includes("critical")).map((s) => s.name));
    let missing: string[] = [];
    let failing: string[] = [];
    for (let waited = 0; waited <= DEADLINE_MS; waited += STEP_MS) {
      const known = json<Record<string, unknown>>("GET /v1/catalog/services", await target.request(port, "/v1/catalog/services"));
      const states = json<{ ServiceName: string }[]>("GET /v1/health/state/critical", await target.request(port, "/v1/health/state/critical"));
      missing = wanted.map((s) => s.name).filter((name) => !(name in known));
      failing = [...new Set(states.map((s) => s.ServiceName).filter(Boolean))].sort();
      if (missing.length === 0 && !failing.some((name) => critical.has(name))) break;
      await target.pause(STEP_MS);
    }
    if (missing.length > 0) throw new CheckFailed(`not registered: ${missing.join(", ")}`);
    const down = failing.filter((name) => critical.has(name));
    if (down.length > 0) throw new CheckFailed(`does not reach ${down.join(", ")}`);
    const checked = wanted.filter((s) => s.checks).length;
    return passed(`${wanted.length} services registered, ${checked} checked${failing.length > 0 ? `; not passing: ${failing.join(", ")}` : ""}`);
  },
};

function registered({ service }: Target): Registered[] {
  const text = service.fileSets.flatMap((set) => set.files).find((f) => f.path === "services.json")?.content;
  return text === undefined ? [] : (JSON.parse(text) as { services: Registered[] }).services;
}
