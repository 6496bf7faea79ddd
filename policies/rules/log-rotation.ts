import { checks, show, type Finding } from "../lib/check.ts";
import type { Rule } from "../lib/rule.ts";

interface Options {
  readonly elsewhere: readonly string[];
}

export const logRotation: Rule = {
  name: "log-rotation",
  description: "Logs cannot fill the disk.",
  severity: "medium",
  remediationSteps: 'Set logDriver: "json-file" with logOpts max-size and max-file.',
  configSchema: { properties: {
    elsewhere: { type: "array", items: { type: "string" }, default: ["fluentd", "journald", "loki", "syslog"], description: "Drivers that keep logs elsewhere and bound them there." },
  } },
  meta: { cis: ["2.13"], soc2: ["CC7.2"], iso27001: ["A.8.9", "A.8.15"] },
  validateResource: checks<Options>({
    container: [({ logDriver, logOpts }, { elsewhere }) => judge("logDriver", logDriver, "logOpts", logOpts, elsewhere)],
    service: [({ taskSpec }, { elsewhere }) => judge("taskSpec.logDriver.name", taskSpec?.logDriver?.name, "taskSpec.logDriver.options", taskSpec?.logDriver?.options, elsewhere)],
  }),
};

function* judge(driverField: string, driver: string | undefined, optionsField: string, options: Readonly<Record<string, string>> | undefined, elsewhere: readonly string[]): Generator<Finding> {
  const must = "bound its log";
  if (driver !== undefined && elsewhere.includes(driver)) return;
  if (driver !== "json-file" && driver !== "local") {
    yield { must, got: show(driverField, driver), fix: `set ${driverField}: "json-file"` };
    return;
  }
  const [size, files] = [options?.["max-size"], options?.["max-file"]];
  if (!/^[1-9]\d*[kmg]$/i.test(size ?? "")) yield { must, got: show(`${optionsField}.max-size`, size), fix: `set ${optionsField}: { "max-size": "10m" }` };
  if (!/^[1-9]\d?$/.test(files ?? "")) yield { must, got: show(`${optionsField}.max-file`, files), fix: `set ${optionsField}: { "max-file": "3" }` };
}
