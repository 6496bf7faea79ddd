import { CheckFailed, expectOk, passed, type Implementation } from "./target.ts";

const SERIES = ["container_cpu_usage_seconds_total", "container_memory_working_set_bytes", "container_spec_memory_limit_bytes"];

/** The usage and the limit of at least one container: by the id in its control group's path. */
export const cadvisor: Implementation<"cadvisor"> = {
  title: () => "usage of containers",
  async run({ port }, target) {
    const lines = expectOk("GET /metrics", await target.request(port, "/metrics")).text.split("\n");
    const found = SERIES.map((name) => new Set(lines.filter((line) => line.startsWith(`${name}{`)).flatMap((line) => /[{,]id="[^"]*?([0-9a-f]{64})/.exec(line)?.[1] ?? [])));
    const missing = SERIES.filter((_, i) => found[i]!.size === 0);
    if (missing.length > 0) throw new CheckFailed(`no container has ${missing.join(", ")}: are the control groups of the host mounted?`);
    return passed(`${found[0]!.size} containers`);
  },
};
