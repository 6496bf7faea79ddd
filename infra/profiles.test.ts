/** Profiles of the platform's own catalogue: they add up, and bring all that they need. */
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { catalogue } from "./catalogue/index.ts";
import { PROFILES } from "./classes.ts";
import { closure } from "./graph.ts";
import { IMAGES } from "./images.ts";
import { choose, dependencyGraph, validateCatalogue } from "./rules.ts";

const { services } = validateCatalogue(catalogue, { images: IMAGES });
const used = PROFILES.filter((profile) => services.some((s) => s.profiles.includes(profile)));
const chosen = (profiles: readonly string[], only: readonly string[] = []) => choose(services, profiles, only).chosen.map((s) => s.name).sort();
const some = fc.subarray([...used], { minLength: 1 });

test("together they choose what they choose apart, with everything that it needs", () => {
  const graph = dependencyGraph(services);
  fc.assert(
    fc.property(some, (profiles) => {
      const together = chosen(profiles);
      expect(together).toEqual([...new Set(profiles.flatMap((profile) => chosen([profile])))].sort());
      expect(together).toEqual([...closure(graph, together)].sort());
      expect(services.filter((s) => s.profiles.some((p) => profiles.includes(p)) && !together.includes(s.name))).toEqual([]);
    }),
  );
});

test("all profiles choose all services", () => expect(chosen(used)).toEqual(services.map((s) => s.name).sort()));

test("a service outside the chosen profiles is refused by name with the profile that has it, one that a chosen service needs is not", () => {
  fc.assert(
    fc.property(some, fc.constantFrom(...services), (profiles, s) => {
      const { problems } = choose(services, profiles, [s.name]);
      const wanted = { path: `only: ${s.name}`, rule: `a service of the chosen profiles (${profiles.join(", ")})`, got: `${s.name} is in ${s.profiles.join(", ")}`, fix: `use ${profiles.map((p) => `--profile ${p} `).join("")}--profile ${s.profiles[0]}` };
      expect(problems).toEqual(chosen(profiles).includes(s.name) ? [] : [wanted]);
    }),
  );
});

describe("a profile without any service", () => {
  test("is refused: a deploy of nothing would remove everything", () => {
    const { problems } = choose(services.filter((s) => s.profiles.includes("default")), ["fsdp"], []);
    expect(problems).toEqual([{ path: "profiles", rule: "profiles that have a service", got: "fsdp", fix: "choose among default" }]);
  });
  test("beside one that has some is none", () => expect(choose(services, ["default", "fsdp"], []).problems).toEqual([]));
});
