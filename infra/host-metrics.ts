/** Figures that no running service knows, because they belong to a deploy: node-exporter serves them from a file. */

export const HOST_METRICS = {
  /** Data volume of the service that serves them. */
  volume: "host-metrics",
  /** Where that service finds it. */
  directory: "/var/lib/sutazai-metrics",
  file: "sutazai.prom",
} as const;

export interface ImageMetric {
  readonly image: string;
  /** Undefined when the engine does not have it. */
  readonly bytes?: number;
  /** Its last build failed. */
  readonly failed: boolean;
}

/** Text in Prometheus' exposition format, one line a value, images sorted by name. */
export function hostMetricsText(images: readonly ImageMetric[], deploy: { readonly at: Date; readonly succeeded: boolean }): string {
  const sorted = [...images].sort((a, b) => a.image.localeCompare(b.image));
  const lines = (name: string, help: string, values: readonly (readonly [labels: string, value: number])[]) => [`# HELP ${name} ${help}`, `# TYPE ${name} gauge`, ...values.map(([labels, value]) => `${name}${labels} ${value}`)];
  const label = (image: string) => `{image="${image.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"}`;
  return [
    ...lines("sutazai_image_build_failed", "1 when the last build of the image failed.", sorted.map((i) => [label(i.image), Number(i.failed)])),
    ...lines("sutazai_image_bytes", "Size of the image with all its layers.", sorted.flatMap((i) => (i.bytes === undefined ? [] : [[label(i.image), i.bytes] as const]))),
    ...lines("sutazai_last_deploy_timestamp_seconds", "When the last deploy that changed something ended.", [["", Math.floor(deploy.at.getTime() / 1000)]]),
    ...lines("sutazai_last_deploy_succeeded", "1 when that deploy succeeded.", [["", Number(deploy.succeeded)]]),
    "",
  ].join("\n");
}
