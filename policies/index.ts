import { PolicyPack } from "@pulumi/policy";
import { loadRules } from "./lib/load.ts";

/** Where the rules live: every `<name>.ts` in it that is no test is one rule of the pack. */
export const RULES = new URL("./rules/", import.meta.url);

/** Assembles the pack from the files of `rules/` and serves it to the engine. */
export async function servePack(): Promise<void> {
  const rules = await loadRules(RULES);
  new PolicyPack("sutazai", {
    enforcementLevel: "mandatory",
    policies: rules.map(({ meta: _meta, ...policy }) => policy),
  });
}
