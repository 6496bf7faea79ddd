import { checks, demand, each, type Finding } from "../lib/check.ts";
import type { Rule } from "../lib/rule.ts";
import { variables } from "../lib/secret-words.ts";

/** Variables that switch verification off, and the values that do. */
const OFF: Readonly<Record<string, RegExp>> = {
  NODE_TLS_REJECT_UNAUTHORIZED: /^0$/,
  PYTHONHTTPSVERIFY: /^0$/,
  PIP_TRUSTED_HOST: /./,
  GIT_SSL_NO_VERIFY: /^(?!0$|false$|$)/i,
  NPM_CONFIG_STRICT_SSL: /^(?:false|0)$/i,
  GOINSECURE: /./,
  CURL_INSECURE: /^(?!0$|false$|$)/i,
};

export const verifiedTls: Rule = {
  name: "verified-tls",
  description: "Certificates of other servers are verified.",
  severity: "high",
  remediationSteps: "Remove the variable; where the company has a certificate authority of its own, add its certificate.",
  meta: { cis: [], soc2: ["CC6.7"], iso27001: ["A.8.9", "A.8.24"], sources: ["checkov CKV2_DOCKER_2 to 5"] },
  validateResource: checks({
    container: [({ envs }) => judge("envs", envs)],
    service: [({ taskSpec }) => judge("taskSpec.containerSpec.env", taskSpec?.containerSpec?.env)],
    remoteImage: [({ build }) => judge("build.buildArgs", build?.buildArgs)],
  }),
};

function judge(field: string, envs: readonly string[] | Readonly<Record<string, string>> | undefined): Iterable<Finding> {
  return each(variables(envs), ({ name, value }) => demand(OFF[name.toUpperCase()]?.test(value) !== true, "verify certificates", `${field} ${name}`, value, `remove ${name}`));
}
