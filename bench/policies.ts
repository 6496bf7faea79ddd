/** What the policies cost: a preview without changes with the whole pack, with a pack of one rule, and without any. */
import { cpSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { DeployTools } from "./deploys.ts";
import { timedWell } from "./measure.ts";
import type { BenchStack } from "./stack.ts";
import { packOf } from "../ops/pulumi.ts";

/** Seconds of plain `pulumi preview`, by what judges it. */
export interface PolicyPreviews {
  readonly none: number[];
  readonly one: number[];
  readonly all: number[];
}

/** A preview of stacks that were never deployed: every resource is new, and every rule has all of it to judge. */
export async function measurePolicies(stacks: readonly BenchStack[], runs: number, tools: DeployTools): Promise<PolicyPreviews[]> {
  const measured: PolicyPreviews[] = stacks.map(() => ({ none: [], one: [], all: [] }));
  const { root, home } = stacks[0]!.context;
  const one = packOfOne(join(root, "policies"), join(home, "bench", "policies-one"));
  const packs = { none: [], one: ["--policy-pack", join(one, "analyzer")], all: ["--policy-pack", packOf({ root })] } as const;
  try {
    for (let round = 1; round <= runs; round++) {
      for (const [i, stack] of stacks.entries()) {
        for (const [name, args] of Object.entries(packs) as [keyof typeof packs, readonly string[]][]) {
          const { seconds } = await timedWell(`pulumi preview, policies: ${name}`, ["pulumi", "preview", "--stack", stack.name, "--non-interactive", "--suppress-permalink=true", ...args], { cwd: root, env: tools.env });
          measured[i]![name].push(seconds);
        }
        const last = (name: keyof PolicyPreviews) => measured[i]![name].at(-1)!.toFixed(1);
        tools.say(`${stack.name}, round ${round} of ${runs}: preview ${last("none")} s, with one rule ${last("one")} s, with all ${last("all")} s`);
      }
    }
  } finally {
    rmSync(one, { recursive: true, force: true });
  }
  return measured;
}

/** A copy of the pack with its first rule only. It lies in the checkout, where Node finds the packages. */
function packOfOne(pack: string, copy: string): string {
  rmSync(copy, { recursive: true, force: true });
  mkdirSync(copy, { recursive: true, mode: 0o700 });
  cpSync(pack, copy, { recursive: true, filter: (path) => !path.endsWith(".test.ts") && !path.includes("fixtures") });
  for (const file of readdirSync(join(copy, "rules"))) if (file !== "non-root-user.ts") rmSync(join(copy, "rules", file));
  return copy;
}
