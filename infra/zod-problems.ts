import type { z } from "zod";
import type { Problem } from "./problems.ts";

/** `services.redis.ports[0].host` */
export function formatPath(path: readonly PropertyKey[]): string {
  return path.map((p) => (typeof p === "number" ? `[${p}]` : String(p))).join(".").replaceAll(".[", "[");
}

/** Turns zod's issues into problems: what must be there, what was there, what to do. */
export function zodProblems(error: z.ZodError, input: unknown, where: (path: readonly PropertyKey[]) => string = formatPath): Problem[] {
  return error.issues.flatMap((issue) => fromIssue(issue, input, where));
}

type Issue = z.ZodError["issues"][number];

function fromIssue(issue: Issue, input: unknown, where: (path: readonly PropertyKey[]) => string): Problem[] {
  const got = show(valueAt(input, issue.path));
  const path = where(issue.path);
  switch (issue.code) {
    case "unrecognized_keys":
      return issue.keys.map((key) => ({
        path: where([...issue.path, key]),
        rule: "a known key",
        got: `"${key}"`,
        fix: "remove it, or correct its spelling",
      }));
    case "invalid_value":
      return [{ path, rule: custom(issue.message) ?? `one of ${issue.values.map(String).join(", ")}`, got, fix: "choose one of these" }];
    case "invalid_union": {
      // A form that knows all the keys that were given is the one that was meant.
      const meant = issue.errors.filter((form) => !form.some((i) => i.code === "unrecognized_keys" && i.path.length === 0));
      if (meant.length !== 1) return [{ path, rule: `one of its ${issue.errors.length || "allowed"} forms (docs/configuration.md)`, got, fix: "use exactly one of the forms" }];
      return meant[0]!.flatMap((inner) => fromIssue({ ...inner, path: [...issue.path, ...inner.path] } as Issue, input, where));
    }
    case "invalid_key":
      return [{ path, rule: `a name of ${issue.issues[0]?.message ?? issue.message}`, got: show(issue.path.at(-1)), fix: "rename it" }];
    case "invalid_type":
      return [{ path, rule: custom(issue.message) ?? (got === "nothing" ? `${a(issue.expected)}, which is required` : a(issue.expected)), got, fix: got === "nothing" ? "add it" : `write ${a(issue.expected)}` }];
    default:
      return [{ path, rule: issue.message, got, fix: "correct the value" }];
  }
}

/** zod's own message for a type begins with "Invalid"; ours says what must be there. */
function custom(message: string): string | undefined {
  return message.startsWith("Invalid") ? undefined : message;
}

/** With its article. */
const a = (noun: string) => `${/^[aeiou]/.test(noun) ? "an" : "a"} ${noun}`;

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  let value = input;
  for (const key of path) {
    if (value === null || typeof value !== "object") return undefined;
    value = (value as Record<PropertyKey, unknown>)[key];
  }
  return value;
}

const SECRET_KEY = /pass|secret|token|key/i;

/** At most 80 characters of JSON; values of keys that look like secrets are masked. */
export function show(value: unknown): string {
  if (value === undefined) return "nothing";
  const text = JSON.stringify(value, (key, v) => (key && SECRET_KEY.test(key) && typeof v === "string" ? "***" : v)) ?? String(value);
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}
