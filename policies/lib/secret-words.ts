/** What gives a secret away: by the name of a variable, or by its text. Nothing here, and no rule, prints a value. */

const SECRET_NAME = /(?:^|[_.-])(?:pass|passwd|password|passphrase|pwd|secret|secrets|token|credential|credentials|api[_-]?key|access[_-]?key|secret[_-]?key|private[_-]?key|signing[_-]?key|encryption[_-]?key|auth[_-]?key)(?:$|[_.-])/i;
/** Names that point to a secret, or say something about it. */
const NOT_SECRET = /(?:[_.-](?:file|path|dir|url|uri|name|id|ttl|expiry|expires|expiration|length|limit|limits|count|type|algorithm|header|policy|users?|enabled|required)$)|(?:^|[_.-])(?:max|min|num)[_.-]/i;

/** Whether a variable of this name ordinarily holds a secret: `DB_PASSWORD`, `apiKey`, `github-token`; not `DB_PASSWORD_FILE`. */
export function isSecretName(name: string): boolean {
  const words = name.replaceAll(/([a-z0-9])([A-Z])/g, "$1_$2");
  return SECRET_NAME.test(words) && !NOT_SECRET.test(words);
}

const SECRET_TEXTS: readonly (readonly [what: string, form: RegExp])[] = [
  ["a private key", /-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----/],
  ["a password in a URL", /\b[a-z][a-z0-9+.-]*:\/\/[^\s:/@]*:(?!\$|\{\{|%)[^\s:/@]+@/i],
  ["an AWS access key", /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/],
  ["a GitHub token", /\b(?:ghp|gho|ghu|ghs|ghr)_[A-Za-z0-9]{36,}\b/],
  ["a GitLab token", /\bglpat-[A-Za-z0-9_-]{20,}\b/],
  ["a Slack token", /\bxox[abprs]-[A-Za-z0-9-]{10,}/],
  ["a JSON web token", /\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}/],
];

/** What a text gives away, in words, or undefined. */
export function secretIn(text: string): string | undefined {
  return SECRET_TEXTS.find(([, form]) => form.test(text))?.[0];
}

/** A variable; its value is read when it is asked for, since preview may not know it. */
export interface Variable {
  readonly name: string;
  readonly value: string;
}

/** Variables of a container (`NAME=value`) or of a swarm service or a build (a map), in order. */
export function variables(envs: readonly string[] | Readonly<Record<string, string>> | undefined | null): Variable[] {
  if (envs === undefined || envs === null) return [];
  if (!isList(envs)) return Object.keys(envs).map((name) => ({ name, get value() { return envs[name] ?? ""; } }));
  const split = (i: number) => /^([^=]*)=?([^]*)$/.exec(envs[i] ?? "")!;
  return Array.from({ length: envs.length }, (_, i) => ({ get name() { return split(i)[1]!; }, get value() { return split(i)[2]!; } }));
}

const isList = (envs: readonly string[] | Readonly<Record<string, string>>): envs is readonly string[] => Array.isArray(envs);
