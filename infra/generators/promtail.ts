import { stringify } from "yaml";
import { LABELS } from "../names.ts";
import type { Service } from "../service.ts";
import type { Surroundings } from "./index.ts";

/** A level as logfmt, as JSON, or as a word in capitals after a time. */
const DEBUG = String.raw`(?i:\blevel="?(?:debug|trace)\b|"(?:level|levelname|severity)"\s*:\s*"(?:debug|trace)")|^[\d\sTZ:.,+\[\]-]*(?:DEBUG|TRACE)\b`;

/** An HTTP status of 400 or more. */
const FAILED = String.raw`\b[45]\d\d\b`;

/** promtail.yml: the lines of every container of this stack, asked of the engine through its proxy, without probes and debug lines. */
export function promtailConfig(_: Service, chosen: readonly Service[], { stack }: Surroundings): string {
  const container = "__meta_docker_container_";
  const label = (name: string) => `${container}label_${name.replaceAll(/[^a-zA-Z0-9]/g, "_")}`;
  return stringify({
    server: { http_listen_port: 9080, grpc_listen_port: 0, log_level: "warn" },
    positions: { filename: "/promtail/positions.yaml" },
    clients: [{ url: "http://loki:3100/loki/api/v1/push", batchwait: "1s", batchsize: 262_144, timeout: "10s" }],
    limits_config: { max_line_size: "64KB", max_line_size_truncate: true },
    scrape_configs: [
      {
        job_name: "containers",
        docker_sd_configs: [
          {
            host: "tcp://engine-proxy:2375",
            refresh_interval: "10s",
            // Another stack on this engine has its own Promtail; what carries no service label is gone before it says anything of use.
            filters: [{ name: "label", values: [`${LABELS.stack}=${stack}`, LABELS.service] }],
          },
        ],
        relabel_configs: [
          { source_labels: [label(LABELS.service)], target_label: "service" },
          { source_labels: [label(LABELS.tier)], target_label: "tier" },
          { source_labels: [`${container}name`], regex: "/(.*)", target_label: "container" },
          { source_labels: [`${container}log_stream`], target_label: "stream" },
        ],
        pipeline_stages: [
          { decolorize: {} },
          { drop: { expression: String.raw`^\s*$`, drop_counter_reason: "empty" } },
          { drop: { expression: DEBUG, drop_counter_reason: "debug" } },
          ...probeFilter(chosen),
        ],
      },
    ],
  }, { lineWidth: 0 });
}

/** A passed probe of a path that a health check or Prometheus asks for. A failed one (4xx, 5xx) is kept. */
function probeFilter(chosen: readonly Service[]): object[] {
  const paths = [...new Set(chosen.flatMap(probedPaths))].filter((path) => path !== "/").sort();
  if (paths.length === 0) return [];
  const asked = String.raw`\b(?:GET|HEAD)\b\W+(?:\w+"?: ?")?(?:${paths.map((path) => path.replaceAll(/[.*+?^$()[\]{}|\\]/g, String.raw`\$&`)).join("|")})(?:[?"\s]|$)`;
  return [{ match: { selector: `{service=~".+"} |~ ${JSON.stringify(asked)} !~ ${JSON.stringify(FAILED)}`, action: "drop", drop_counter_reason: "probe" } }];
}

function probedPaths({ health: { check }, metrics }: Service): string[] {
  const line = "shell" in check ? check.shell : "command" in check ? check.command.join(" ") : `http://127.0.0.1:${check.http.port}${check.http.path}`;
  const urls = [...line.matchAll(/https?:\/\/[^/\s'"]+(\/[^\s'"|>;)]*)/g)].map((match) => match[1]!);
  return [...urls, ...("path" in metrics ? [metrics.path] : [])].map((path) => path.split("?")[0]!);
}
