import { expect, test } from "@jest/globals";
import { ProblemsError } from "../infra/problems.ts";
import { serve, images } from "../tests/engine/catalogue.ts";
import { refuseUnchosen } from "./chosen.ts";
import { UsageError } from "./command.ts";

const catalogue = [serve("store"), serve("mesher", { profiles: ["mesh", "optional"], dependsOn: ["store"] }), serve("cache", { profiles: ["mesh"] })];
const refusal = (words: readonly string[], profiles: readonly string[]) => {
  try {
    refuseUnchosen("t1", words, { catalogue, images }, profiles);
    return undefined;
  } catch (error) {
    return error;
  }
};

test("chosen services pass, also those that a chosen one needs", () => {
  expect([refusal([], ["default"]), refusal(["store"], ["default"]), refusal(["mesher", "store"], ["optional"])]).toEqual([undefined, undefined, undefined]);
});

test("one of another profile is refused by name with the profile that has it", () => {
  const error = refusal(["store", "mesher"], ["default"]) as ProblemsError;
  expect(error).toBeInstanceOf(ProblemsError);
  expect(error.problems).toEqual([{ path: "only: mesher", rule: "a service of the chosen profiles (default)", got: "mesher is in mesh, optional", fix: "use --profile default --profile mesh" }]);
});

test("a word that is no service is wrong usage, with what may have been meant", () => {
  const error = refusal(["stor"], ["default"]) as UsageError;
  expect(error).toBeInstanceOf(UsageError);
  expect(error.message).toBe('no service is called "stor"; nearest: store');
});
