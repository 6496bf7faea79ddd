import { expect, test } from "@jest/globals";
import { container, judge, judgeStack } from "../testing.ts";
import { allowedCapabilities } from "../rules/allowed-capabilities.ts";
import { noPrivileged } from "../rules/no-privileged.ts";
import { memoryBudget } from "../rules/memory-budget.ts";

test("an option that the rule does not know is refused, by name", async () => {
  await expect(judge(allowedCapabilities, container(), { config: { alowed: [] } })).rejects.toThrow("configuration of allowed-capabilities: unknown option alowed; it has allowed");
  await expect(judge(noPrivileged, container(), { config: { level: 1, x: 2 } })).rejects.toThrow("configuration of no-privileged: unknown option level, x; it has none");
  await expect(judgeStack(memoryBudget, [container()], { config: { memory: 1 } })).rejects.toThrow("configuration of memory-budget: unknown option memory; it has hostMemory");
});

test("options stand above the defaults of the schema", async () => {
  const added = container({ capabilities: { drops: ["ALL"], adds: ["CAP_KILL"] } });
  expect((await judge(allowedCapabilities, added)).violations).toHaveLength(1);
  expect(await judge(allowedCapabilities, added, { config: { allowed: ["CAP_KILL"] } })).toEqual({ violations: [] });
});
