import { expect, test } from "@jest/globals";
import { allowedRegistries } from "../rules/allowed-registries.ts";
import { memoryBudget } from "../rules/memory-budget.ts";
import { probeBudget } from "../rules/probe-budget.ts";
import { localHost, optionsFrom, stackFacts } from "./stack-facts.ts";

test("the stack's settings say the environment and the mirror; a foreign program's say nothing", () => {
  expect(stackFacts({ "sutazai:environment": "dev", "sutazai:registry": '{"mirror":"registry.test:5000/mirror"}', "x:y": "z" })).toEqual({ environment: "dev", mirror: "registry.test:5000/mirror" });
  expect([stackFacts({}), stackFacts({ "other:environment": "dev" })]).toEqual([{}, {}]);
});

test("a mirror is an allowed registry, and the host bounds the budgets", () => {
  expect(optionsFrom({ mirror: "registry.test/m", host: { memory: 1024, cpus: 2 } }, [allowedRegistries, memoryBudget, probeBudget])).toEqual({
    "allowed-registries": { allowed: ["docker.io", "gcr.io", "ghcr.io", "quay.io", "registry.k8s.io", "registry.test/m"] },
    "memory-budget": { hostMemory: 1024 },
    "probe-budget": { hostCpus: 2 },
  });
  expect(optionsFrom({}, [allowedRegistries, memoryBudget])).toEqual({});
  expect(optionsFrom({ host: { memory: 1024, cpus: 2 } }, [allowedRegistries])).toEqual({});
});

test("this machine is the engine's host where the engine has a local socket", () => {
  const host = { memory: expect.any(Number), cpus: expect.any(Number) };
  expect([undefined, "", "unix:///run/docker.sock", "tcp://10.0.0.1:2376", "ssh://a"].map(localHost)).toEqual([{ host }, { host }, { host }, {}, {}]);
});
