/** The secrets of a stack as Pulumi keeps them: one JSON object of texts. Nothing of a value is ever in a message. */
import { ProblemsError, type Problem } from "./problems.ts";
import { counted } from "./words.ts";

/** Key of the stack's encrypted configuration that holds them. */
export const SECRETS_KEY = "sutazai:secrets";
/** Its member that keys the digests of secret files. */
export const DIGEST_KEY = "digest-key";

/** @throws ProblemsError for what is no object of values that services can take. */
export function parseSecrets(stack: string, text: string): Record<string, string> {
  const problems: Problem[] = [];
  const parsed = objectOf(text);
  if (parsed === undefined) {
    const fix = `put it right: pulumi config set --secret ${SECRETS_KEY} --stack ${stack} <FILE, after eval "$(./sutazai env)"`;
    problems.push({ path: SECRETS_KEY, rule: "a JSON object of names and values", got: `${counted(text.length, "character")} that are something else`, fix });
  }
  for (const [name, value] of Object.entries(parsed ?? {})) {
    if (typeof value === "string") problems.push(...valueProblems(name, value));
    else problems.push({ path: `${SECRETS_KEY} ${name}`, rule: "a text", got: value === null ? "null" : Array.isArray(value) ? "a list" : `a ${typeof value}`, fix: "write it in quotation marks" });
  }
  if (problems.length > 0) throw new ProblemsError(`secrets of stack ${stack}`, problems);
  return parsed as Record<string, string>;
}

function objectOf(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Values stand in URLs, SQL, JSON and configuration files as they are: no character in them may have a meaning there. */
export function valueProblems(name: string, value: string): Problem[] {
  if (/^[A-Za-z0-9_-]{12,128}$/.test(value)) return [];
  const odd = [...new Set(value.replace(/[A-Za-z0-9_-]/g, ""))].length;
  const got = `${counted(value.length, "character")}${odd > 0 ? `, ${counted(odd, "kind of which is", "kinds of which are")} not among them` : ""}`;
  return [{ path: name, rule: "12 to 128 letters, digits, - and _", got, fix: "openssl rand -hex 24 makes one" }];
}
