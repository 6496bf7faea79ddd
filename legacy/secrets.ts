/** Which variables carry a secret in clear: by their name, or by a URL with a password in their value. */
import { resolveDefaults, type Part } from "../readers/compose/interpolate.ts";

export type SecretKind = "literal" | "default" | "url" | "placeholder";

const SECRET_WORDS = new Set("PASSWORD PASSWD PASS PASSPHRASE PWD SECRET TOKEN KEY APIKEY CREDENTIAL CREDENTIALS".split(" "));
/** Last words that say what is beside a secret: where it is, how long, whose. */
const HARMLESS_ENDS = new Set(
  "FILE PATH DIR DIRECTORY URL URI NAME USER USERNAME TYPE PREFIX ALGORITHM PROVIDER METHOD ENABLED ACTIVE TTL EXPIRY LENGTH LIMIT".split(" "),
);
const PLACEHOLDERS = new Set(["local", "none", "null", "not_needed", "not-needed", "not_set", "not-set", "unused", "dummy", "n/a"]);
/** Stands for a variable without a value while a URL is looked for; no file can hold it as a character of its own. */
const UNSET = "\uffff";
const URL_PASSWORD = /[a-z][a-z0-9+.-]{0,30}:\/\/[^\s/:@]*:([^\s/@]+)@/gi;

/** `DB_PASSWORD`, `API_KEY` and the like; `MAX_TOKENS`, `PASSWORD_FILE` and `KEY_PREFIX` are none. */
export function isSecretName(name: string): boolean {
  const words = wordsOf(name);
  return words.some((word) => SECRET_WORDS.has(word)) && !HARMLESS_ENDS.has(words.at(-1)!);
}

/**
 * What kind of secret a variable holds in clear, undefined when none.
 * `literal`: written there; `default`: as a default of a variable; `placeholder`: either, but a word like `none`;
 * `url`: a password inside `scheme://user:password@`. Variables without a default are no finding.
 * @param value as written, with its variables.
 */
export function secretKind(name: string, value: string): SecretKind | undefined {
  const { parts } = resolveDefaults(value);
  const judged = isSecretName(name) ? kindOf(parts) : wordsOf(name).at(-1) === "AUTH" ? kindOf(behindSeparator(parts)) : undefined;
  return judged ?? (holdsPassword(parts) ? "url" : undefined);
}

const wordsOf = (name: string) => name.toUpperCase().split(/[^A-Z0-9]+/).filter(Boolean);

function kindOf(parts: readonly Part[]): "literal" | "default" | "placeholder" | undefined {
  const text = parts.map((part) => part.text).join("");
  const hasDefault = parts.some((part) => part.from === "default" && part.text !== "");
  if (/^(|true|false|\.?\/.*)$/is.test(text)) return undefined;
  if (!hasDefault && parts.some((part) => part.from !== "text")) return undefined;
  return PLACEHOLDERS.has(text.toLowerCase()) ? "placeholder" : hasDefault ? "default" : "literal";
}

/** What stands behind the first `/` or `:`, as in `user/password`; nothing when there is none. */
function behindSeparator(parts: readonly Part[]): Part[] {
  for (const [index, part] of parts.entries()) {
    const found = part.from === "unset" ? -1 : part.text.search(/[/:]/);
    if (found >= 0) return [{ ...part, text: part.text.slice(found + 1) }, ...parts.slice(index + 1)];
  }
  return [];
}

function holdsPassword(parts: readonly Part[]): boolean {
  const text = parts.map((part) => (part.from === "unset" ? UNSET : part.text)).join("");
  return [...text.matchAll(URL_PASSWORD)].some(([, password]) => !password!.includes(UNSET));
}
