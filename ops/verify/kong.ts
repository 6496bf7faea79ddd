import { parse } from "yaml";
import { CheckFailed, expectOk, json, passed, secretOf, type Implementation, type Target } from "./target.ts";

const SECRET = "gateway-key";
const API = "/api/v1/status";

/** Reaches the backend and the web page through the gateway; without the key the API must stay shut. */
export const kong: Implementation<"kong"> = {
  title: () => "routes to what is behind it",
  async run({ port }, target) {
    const routed = routedServices(target);
    if (routed.includes("frontend")) expectOk("GET /", await target.request(port, "/"));
    if (!routed.includes("backend")) return passed(`${routed.length} services routed; the backend is not among them`);

    const { status } = await target.request(port, API);
    if (status !== 401) throw new CheckFailed(`GET ${API} without the key: HTTP ${status} instead of 401`);
    const key = await secretOf(target, SECRET);
    const answer = json<{ status?: string; environment?: string }>(`GET ${API}`, await target.request(port, API, { headers: { apikey: key } }));
    const wanted = target.service.env.find((e) => e.startsWith("SUTAZAI_ENV="))?.slice("SUTAZAI_ENV=".length);
    if (answer.status === undefined || answer.environment !== wanted) throw new CheckFailed(`GET ${API}: not the answer of this stack's backend: environment ${answer.environment ?? "missing"}`);
    return passed(`${routed.length} services routed; the backend says ${answer.status}, with the key only`);
  },
};

function routedServices({ service }: Target): string[] {
  const text = service.fileSets.flatMap((set) => set.files).find((f) => f.path === "kong.yml")?.content ?? "";
  return ((parse(text) as { services?: { name: string }[] } | null)?.services ?? []).map((s) => s.name);
}
