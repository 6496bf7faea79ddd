import type { Started } from "../../readers/shell/commands.ts";
import { shown, type LintRule } from "../rule.ts";
import { stepsOf } from "../subject.ts";

/** Variables that switch verification off, with the values that do. */
const OFF: Readonly<Record<string, RegExp>> = {
  NODE_TLS_REJECT_UNAUTHORIZED: /^0$/,
  PYTHONHTTPSVERIFY: /^0$/,
  GIT_SSL_NO_VERIFY: /^(1|true)$/i,
  NPM_CONFIG_STRICT_SSL: /^false$/i,
  PIP_TRUSTED_HOST: /./,
  GOINSECURE: /./,
  GONOSUMDB: /^\*$/,
  GONOSUMCHECK: /./,
};
const FLAGS: readonly (readonly [name: RegExp, flag: RegExp])[] = [
  [/^curl$/, /^(--insecure|-[a-zA-Z]*k[a-zA-Z]*)$/],
  [/^wget$/, /^--no-check-certificate$/],
  [/^(pip[\d.]*|python[\d.]*)$/, /^--trusted-host(=.*)?$/],
  [/^(apt-get|apt)$/, /^(--allow-unauthenticated|--force-yes|--allow-insecure-repositories)$/],
  [/^(yum|dnf|microdnf)$/, /^--nogpgcheck$/],
  [/^apk$/, /^--allow-untrusted$/],
  [/^npm$/, /^--strict-ssl=false$/],
];

export const tlsVerified: LintRule = {
  name: "tls-verified",
  description: "Nothing switches the verification of servers and packages off.",
  severity: "high",
  remedy: "Add the certificate of your own authority to the base image instead.",
  controls: { cis: [], soc2: ["CC6.7"], iso27001: ["A.8.24", "A.5.21"] },
  check: (subject) =>
    stepsOf(subject).flatMap(({ instruction: { keyword, pairs, line }, programs, resolve }) => {
      const variables = keyword === "ENV" || keyword === "ARG" ? pairs.filter(({ name, value }) => Object.hasOwn(OFF, name.toUpperCase()) && OFF[name.toUpperCase()]!.test(resolve(value ?? ""))) : [];
      return [...variables.map(({ name, value }) => `${keyword} ${name}=${value}`), ...programs.flatMap(offIn)].map((got) => ({ line, must: "keep verification on", got, fix: "remove it, and trust the authority's certificate" }));
    }),
};

function offIn({ name, args }: Started): string[] {
  const flag = FLAGS.filter(([program]) => program.test(name)).flatMap(([, off]) => args.filter((arg) => off.test(arg)))[0];
  const git = name === "git" && args.some((arg) => /^http\.sslverify=(false|0)$/i.test(arg)) ? "-c http.sslVerify=false" : undefined;
  const found = flag ?? git;
  return found === undefined ? [] : [shown(`${name} ${found}`)];
}
