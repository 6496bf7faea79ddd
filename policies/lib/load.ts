import { readdirSync } from "node:fs";
import type { Rule } from "./rule.ts";

/** The names of the rules in a folder, sorted: its `.ts` files that are no tests. */
export function ruleNames(folder: URL): string[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"))
    .map((file) => file.slice(0, -".ts".length))
    .sort();
}

/** Loads every rule of a folder. A file exports one value, a rule named like the file; anything else is an error. */
export async function loadRules(folder: URL): Promise<Rule[]> {
  return Promise.all(
    ruleNames(folder).map(async (name) => {
      const exported = Object.values((await import(new URL(`${name}.ts`, folder).href)) as Record<string, unknown>);
      const [rule] = exported;
      if (exported.length !== 1 || !isRule(rule)) {
        throw new Error(`rules/${name}.ts must export one value, a rule; it exports ${exported.length}`);
      }
      if (rule.name !== name) {
        throw new Error(`rules/${name}.ts must name its rule "${name}"; it says "${rule.name}"`);
      }
      return rule;
    }),
  );
}

function isRule(value: unknown): value is Rule {
  return typeof value === "object" && value !== null && ("validateResource" in value || "validateStack" in value);
}
