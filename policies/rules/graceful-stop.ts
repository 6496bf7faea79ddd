import { checks, demand, type Container, type Finding } from "../lib/check.ts";
import { seconds } from "../lib/durations.ts";
import { writesVolume, type Mount } from "../lib/mounts.ts";
import type { Rule } from "../lib/rule.ts";

interface Options {
  readonly seconds: number;
  readonly withData: number;
}

/** The provider kills at once what it deletes or replaces unless destroyGraceSeconds says otherwise; stopTimeout is for others who stop it. */
export const gracefulStop: Rule = {
  name: "graceful-stop",
  description: "A container that is removed or replaced is asked to stop, and given the time.",
  severity: "high",
  remediationSteps: "Set destroyGraceSeconds: 10, or 30 for what keeps data; for a swarm service stopGracePeriod.",
  configSchema: { properties: {
    seconds: { type: "integer", minimum: 1, default: 10, description: "Least time for any container, in seconds." },
    withData: { type: "integer", minimum: 1, default: 30, description: "Least time for a container that writes to a volume, in seconds." },
  } },
  meta: { cis: [], soc2: ["A1.2", "PI1.5"], iso27001: ["A.8.9", "A.8.13"] },
  validateResource: checks<Options>({
    container: [
      ({ destroyGraceSeconds, mounts, volumes }, options) => judge("destroyGraceSeconds", destroyGraceSeconds ?? 0, keepsData(mounts, volumes), options, String),
      ({ stopTimeout, mounts, volumes }, options) => (stopTimeout === undefined || stopTimeout === 0 ? undefined : judge("stopTimeout", stopTimeout, keepsData(mounts, volumes), options, String)),
      ({ stopSignal }) => demand(!/^(?:SIG)?KILL$|^9$/.test(stopSignal ?? ""), "be asked to stop, not killed", "stopSignal", stopSignal, "remove stopSignal"),
    ],
    service: [
      ({ taskSpec }, options) => {
        const spec = taskSpec?.containerSpec;
        return judge("taskSpec.containerSpec.stopGracePeriod", seconds(spec?.stopGracePeriod) ?? 0, keepsData(spec?.mounts), options, (s) => `"${s}s"`);
      },
      ({ taskSpec }) => demand(!/^(?:SIG)?KILL$|^9$/.test(taskSpec?.containerSpec?.stopSignal ?? ""), "be asked to stop, not killed", "taskSpec.containerSpec.stopSignal", taskSpec?.containerSpec?.stopSignal, "remove stopSignal"),
    ],
  }),
};

function judge(field: string, grace: number, keeps: boolean, options: Options, spell: (seconds: number) => string): Finding | undefined {
  const least = keeps ? options.withData : options.seconds;
  return demand(grace >= least, `have ${least} seconds to stop${keeps ? ", since it keeps data" : ""}`, field, grace, `set ${field}: ${spell(least)}`);
}

const keepsData = (mounts: readonly Mount[] | undefined, volumes?: Container["volumes"]): boolean => writesVolume({ ...(mounts ? { mounts } : {}), ...(volumes ? { volumes } : {}) });
