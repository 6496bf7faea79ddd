import type { z } from "zod";
import type { Problem } from "./problems.ts";
import { counted } from "./words.ts";

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
      return [{ path, rule: own(issue.message) ?? `one of ${issue.values.map(String).join(", ")}`, got, fix: "choose one of these" }];
    case "invalid_union": {
      // A form that knows all the keys that were given is the one that was meant.
      const meant = issue.errors.filter((form) => !form.some((i) => i.code === "unrecognized_keys" && i.path.length === 0));
      if (meant.length !== 1) return [{ path, rule: `one of its ${issue.errors.length || "allowed"} forms (docs/configuration.md)`, got, fix: "use exactly one of the forms" }];
      return meant[0]!.flatMap((inner) => fromIssue({ ...inner, path: [...issue.path, ...inner.path] } as Issue, input, where));
    }
    case "invalid_key":
      return [{ path, rule: `a name of ${issue.issues[0]?.message ?? issue.message}`, got: show(issue.path.at(-1)), fix: "rename it" }];
    case "invalid_type":
      return [{ path, rule: own(issue.message) ?? (got === "nothing" ? `${a(issue.expected)}, which is required` : a(issue.expected)), got, fix: got === "nothing" ? "add it" : `write ${a(issue.expected)}` }];
    case "too_big":
    case "too_small":
      return [{ path, rule: own(issue.message) ?? bound(issue), got, fix: "correct the value" }];
    default:
      return [{ path, rule: issue.message, got, fix: "correct the value" }];
  }
}

/** The schema's message; zod's own, which begin like this, do not say what must be there. */
function own(message: string): string | undefined {
  return /^(Invalid|Too big|Too small)\b/.test(message) ? undefined : message;
}

/** `at most 9`, `at least 10 characters`, `at least 1 entry`. */
function bound(issue: Extract<Issue, { code: "too_big" | "too_small" }>): string {
  const [limit, words] = issue.code === "too_big" ? [issue.maximum, ["at most", "below"]] : [issue.minimum, ["at least", "above"]];
  const many = Number(limit);
  const what = issue.origin === "string" ? counted(many, "character") : issue.origin === "array" ? counted(many, "entry", "entries") : String(limit);
  return `${issue.inclusive === false ? words[1] : words[0]} ${what}`;
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
