/**
 * A consolidation plan: what is to be done to an estate, step by step, as data. It holds no date and no absolute path, so the same
 * estate gives the same plan; what makes it reads only, what executes it decides nothing.
 */
import { z } from "zod";
import { digest } from "../infra/digest.ts";
import { ProblemsError, type Problem } from "../infra/problems.ts";
import { zodProblems } from "../infra/zod-problems.ts";
import { foldersOf, pathBytes } from "./path-text.ts";

/** In this order; after each one the estate is validated before the next begins. */
export const PHASES = ["base", "pilot", "bulk", "final"] as const;
export type Phase = (typeof PHASES)[number];

const isPathText = (text: string) => {
  try {
    return pathBytes(text).length > 0 && !text.includes("\\x00");
  } catch {
    return false;
  }
};
const isInside = (text: string) => text.split("/").every((part) => part !== "" && part !== "." && part !== "..");

const target = z.string().refine(isPathText, "the text of a path, special bytes written \\xNN");
const path = target.refine(isInside, "a path inside the estate, relative, without . and ..");
const sha256 = z.string().regex(/^[0-9a-f]{64}$/, "a SHA-256 in hex");
const mode = z.int().min(0).max(0o7777);
const name = z.string().min(1);

const changeSchema = z.discriminatedUnion("kind", [
  /** Takes a regular file away. */
  z.strictObject({ kind: z.literal("remove"), path, sha256, mode }),
  /** Takes a symbolic link away. */
  z.strictObject({ kind: z.literal("unlink"), path, target }),
  /** Makes a regular file, or replaces the one whose SHA-256 is `before`. */
  z.strictObject({ kind: z.literal("write"), path, content: z.string(), encoding: z.enum(["utf8", "base64"]).default("utf8"), mode, before: sha256.nullable() }),
  /** Makes a symbolic link, or puts it in the place of the regular file whose SHA-256 is `before`. */
  z.strictObject({ kind: z.literal("link"), path, target, before: sha256.nullable() }),
]);

const stepSchema = z.strictObject({
  /** Unique in the plan; also what `rollback --to` takes. */
  id: z.string().regex(/^[a-z0-9][a-z0-9.-]*$/, "small letters, digits, dots and dashes"),
  phase: z.enum(PHASES),
  title: name,
  cause: name,
  risk: z.enum(["low", "medium", "high"]),
  /** Every service whose files are changed. */
  services: z.array(name),
  /** Those of `services` that are critical: the step is held until each of them is allowed by name. */
  critical: z.array(name),
  changes: z.array(changeSchema).min(1),
});

export const planSchema = z.strictObject({
  version: z.literal(1),
  /** The estate's name, for people; not where it lies. */
  root: name,
  /** Digest of what the plan relies on (plan/tree-digest.ts): it is begun on no other tree. */
  tree: name,
  steps: z.array(stepSchema),
});

export type Change = z.infer<typeof changeSchema>;
export type Step = z.infer<typeof stepSchema>;
export type ConsolidationPlan = z.infer<typeof planSchema>;

/**
 * A plan as it was read from a file.
 * @param source what messages call it, such as the file's name
 * @throws ProblemsError with everything that is wrong with it.
 */
export function parsePlan(input: unknown, source: string): ConsolidationPlan {
  const result = planSchema.safeParse(input);
  const problems = result.success ? planProblems(result.data) : zodProblems(result.error, input);
  if (!result.success || problems.length > 0) throw new ProblemsError(source, problems);
  return result.data;
}

/** What the schema alone cannot say: phases in order, one name a step, one change a path and step, no file that is also a folder. */
export function planProblems({ steps }: ConsolidationPlan): Problem[] {
  const problems: Problem[] = [];
  const files = new Set(steps.flatMap((s) => s.changes.map((c) => c.path)));
  const seen = new Set<string>();
  steps.forEach((step, i) => {
    const say = (key: string, rule: string, got: string, fix: string) => problems.push({ path: `steps[${i}].${key}`, rule, got, fix });
    if (seen.has(step.id)) say("id", "a name that no other step has", step.id, "rename it");
    seen.add(step.id);
    const before = steps[i - 1];
    if (before && PHASES.indexOf(before.phase) > PHASES.indexOf(step.phase)) say("phase", `${before.phase} or later, as the step before it`, step.phase, "order the steps by phase");
    step.critical.filter((s) => !step.services.includes(s)).forEach((s) => say("critical", "names of the step's services", s, "add it to services"));
    step.changes.forEach((change, c) => {
      if (step.changes.findIndex((other) => other.path === change.path) < c) say(`changes[${c}].path`, "one change of a path in a step", change.path, "join the changes");
      foldersOf(change.path).filter((f) => files.has(f)).forEach((f) => say(`changes[${c}].path`, "in a folder that the plan does not change as a file", `${change.path} and ${f}`, "choose another path"));
    });
  });
  return problems;
}

/** The bytes that a `write` puts into its file. */
export const contentOf = (change: Extract<Change, { kind: "write" }>): Buffer => Buffer.from(change.content, change.encoding);

/** Identity of a plan: equal plans have equal digests, whatever the spacing of the file they came from. */
export const planDigest = (plan: ConsolidationPlan): string => digest([JSON.stringify(planSchema.parse(plan))]);

/** One plan as a file: JSON, indented, with a newline at the end. */
export const planJson = (plan: ConsolidationPlan): string => JSON.stringify(plan, null, 2) + "\n";
