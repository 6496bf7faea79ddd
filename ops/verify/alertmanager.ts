import { randomBytes } from "node:crypto";
import { body, CheckFailed, expectOk, json, passed, stackWords, type Implementation, type Target } from "./target.ts";

const ROUTE = "info";
const STEP_MS = 200;
const FOUND_MS = 5000;
/** Its route waits for no others: delivery is a matter of a moment. */
const DELIVERED_MS = 15_000;
const LIFE_MS = 60_000;

interface Delivered {
  readonly sent: number;
  readonly failed: number;
}

/**
 * Hands in an alert that wakes nobody (severity info), finds it on its route, sees the notification leave where the route has a receiver
 * outside, and ends the alert.
 */
export const alertmanager: Implementation<"alertmanager"> = {
  title: () => "an alert, its route, its delivery",
  async run({ port }, target) {
    const name = `sutazai-verify-${randomBytes(6).toString("hex")}`;
    const { config } = json<{ config: { original: string } }>("GET /api/v2/status", await target.request(port, "/api/v2/status"));
    const before = await delivered(port, target);
    const post = async (endsAt: Date) => {
      const alert = { labels: { alertname: name, severity: ROUTE, service: "verify" }, annotations: { summary: "a test by ./sutazai verify" }, endsAt: endsAt.toISOString() };
      expectOk("POST /api/v2/alerts", await target.request(port, "/api/v2/alerts", body([alert])));
    };
    await post(new Date(Date.now() + LIFE_MS));
    try {
      const receivers = await found(name, port, target);
      if (receivers.join() !== ROUTE) throw new CheckFailed(`the alert's route ends at ${receivers.join(", ") || "nobody"} instead of ${ROUTE}`);
      if (!config.original.includes("webhook_configs")) return passed(`taken, routed to ${ROUTE}, which has no address`);
      await arrived(before, port, target);
      return passed(`taken, routed to ${ROUTE}, delivered`);
    } finally {
      await post(new Date()).catch(() => {});
    }
  },
};

async function found(name: string, port: number, target: Target): Promise<string[]> {
  const path = `/api/v2/alerts?filter=${encodeURIComponent(`alertname="${name}"`)}`;
  for (let waited = 0; waited <= FOUND_MS; waited += STEP_MS) {
    const [alert] = json<{ receivers: { name: string }[] }[]>("GET /api/v2/alerts", await target.request(port, path));
    if (alert) return alert.receivers.map((r) => r.name);
    await target.pause(STEP_MS);
  }
  throw new CheckFailed(`the alert was not there ${FOUND_MS / 1000} s after it was handed in`);
}

async function arrived(before: Delivered, port: number, target: Target): Promise<void> {
  for (let waited = 0; waited <= DELIVERED_MS; waited += STEP_MS) {
    const now = await delivered(port, target);
    if (now.failed > before.failed) throw new CheckFailed(`a notification could not be delivered: see ./sutazai logs alertmanager ${stackWords(target)}`);
    if (now.sent > before.sent) return;
    await target.pause(STEP_MS);
  }
  throw new CheckFailed(`no notification left within ${DELIVERED_MS / 1000} s`);
}

/** Requests to webhooks so far; a request that failed counts in both. */
async function delivered(port: number, target: Target): Promise<Delivered> {
  const { text } = expectOk("GET /metrics", await target.request(port, "/metrics"));
  const sum = (name: string) =>
    text.split("\n").filter((line) => line.startsWith(`${name}{`) && line.includes('integration="webhook"')).reduce((total, line) => total + Number(line.slice(line.lastIndexOf(" "))), 0);
  return { sent: sum("alertmanager_notification_requests_total"), failed: sum("alertmanager_notification_requests_failed_total") };
}
