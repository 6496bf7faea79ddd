import { checks, demand, each, type Finding } from "../lib/check.ts";
import type { Rule } from "../lib/rule.ts";

interface Mount {
  readonly type: string;
  readonly target: string;
  readonly tmpfsOptions?: { readonly sizeBytes?: number };
}

const MUST = "bound its memory file systems and run nothing from them";

/** The mount form of a tmpfs takes a size only; the engine itself mounts it noexec and nosuid. */
export const boundedTmpfs: Rule = {
  name: "bounded-tmpfs",
  description: "Memory file systems have a size, run nothing and give no privileges.",
  severity: "low",
  remediationSteps: "Give each tmpfs the options size, noexec and nosuid.",
  meta: { cis: [], soc2: ["A1.1", "CC6.8"], iso27001: ["A.8.6", "A.8.9"] },
  validateResource: checks({
    container: [
      ({ tmpfs }) => each(Object.keys(tmpfs ?? {}), (target) => optionsOf(target, tmpfs![target]!)),
      ({ mounts }) => sized("mounts", mounts),
    ],
    service: [
      ({ taskSpec }) => sized("taskSpec.containerSpec.mounts", taskSpec?.containerSpec?.mounts),
    ],
  }),
};

function optionsOf(target: string, options: string): Finding | undefined {
  const words = options.split(",");
  const missing = [...(words.some((word) => /^size=[1-9]\d*[kmg]?$/i.test(word)) ? [] : ["size=64m"]), ...["noexec", "nosuid"].filter((word) => !words.includes(word))];
  return demand(missing.length === 0, MUST, `tmpfs ${target}`, options, `add ${missing.join(",")}`);
}

function sized(field: string, mounts: readonly Mount[] | undefined): Iterable<Finding> {
  return each(mounts, (mount, i) => {
    if (mount.type !== "tmpfs") return undefined;
    const size = mount.tmpfsOptions?.sizeBytes;
    const path = `${field}[${i}].tmpfsOptions.sizeBytes`;
    return demand((size ?? 0) > 0, MUST, path, size, `set ${path}: 67108864`);
  });
}
