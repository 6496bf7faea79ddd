import { checks, demand } from "../lib/check.ts";
import type { Rule } from "../lib/rule.ts";

export const defaultCgroup: Rule = {
  name: "default-cgroup",
  description: "Containers stay in the control group that the engine gives them.",
  severity: "low",
  remediationSteps: "Remove cgroupParent.",
  meta: { cis: ["5.25"], soc2: ["CC6.1"], iso27001: ["A.8.9"] },
  validateResource: checks({
    container: [({ cgroupParent }) => demand(cgroupParent === undefined || cgroupParent === "", "stay in the engine's control group", "cgroupParent", cgroupParent, "remove cgroupParent")],
    remoteImage: [({ build }) => demand(!build?.cgroupParent, "stay in the engine's control group", "build.cgroupParent", build?.cgroupParent, "remove build.cgroupParent")],
  }),
};
