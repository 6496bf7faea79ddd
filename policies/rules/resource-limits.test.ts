import { expect, test } from "@jest/globals";
import { container, foreign, judge, remoteImage, service, UNKNOWN } from "../testing.ts";
import { resourceLimits } from "./resource-limits.ts";

const noMemory = (got: string) => `redis: must limit memory to a whole number of MiB, 6 or more; got ${got}; fix: set memory: 512`;
const noSwap = (got: string, fix = 512) => `redis: must have memorySwap equal to memory, which means no swap; got ${got}; fix: set memorySwap: ${fix}`;
const noCpus = (got: string) => `redis: must limit CPUs to a decimal of 0.01 or more; got ${got}; fix: set cpus: "0.5"`;
const misspelt = (got: string, fix: string) => `redis: must spell cpus as the provider reads it back; got cpus "${got}"; fix: set cpus: "${fix}"`;

test.each([
  [{}],
  [{ memory: 6, memorySwap: 6, memoryReservation: 6 }],
  [{ memoryReservation: undefined }],
  [{ memoryReservation: 0 }],
  [{ cpus: "1.0" }],
  [{ cpus: "0.25" }],
  [{ cpus: "16.5" }],
])("a container with %j has its limits", async (changes) => {
  expect(await judge(resourceLimits, container(changes))).toEqual({ violations: [] });
});

test.each([
  [{ memory: undefined }, [noMemory("no memory")]],
  [{ memory: undefined, memorySwap: undefined }, [noMemory("no memory")]],
  [{ memory: "512" }, [noMemory('memory "512"')]],
  [{ memory: 512.5, memorySwap: 512.5 }, [noMemory("memory 512.5")]],
  [{ memory: 5, memorySwap: 5, memoryReservation: 0 }, [noMemory("memory 5")]],
  [{ memory: 0, memorySwap: 0, memoryReservation: 0 }, [noMemory("memory 0")]],
  [{ memorySwap: undefined }, [noSwap("no memorySwap")]],
  [{ memorySwap: 1024 }, [noSwap("memorySwap 1024")]],
  [{ memorySwap: -1 }, [noSwap("memorySwap -1")]],
  [{ memory: 256, memoryReservation: 128 }, [noSwap("memorySwap 512", 256)]],
  [{ memoryReservation: 513 }, ["redis: must reserve no more memory than memory 512; got memoryReservation 513; fix: set memoryReservation: 512, or less"]],
  [{ memoryReservation: -1 }, ["redis: must reserve no more memory than memory 512; got memoryReservation -1; fix: set memoryReservation: 512, or less"]],
  [{ cpus: undefined }, [noCpus("no cpus")]],
  [{ cpus: "" }, [noCpus('cpus ""')]],
  [{ cpus: 0.5 }, [noCpus("cpus 0.5")]],
  [{ cpus: "0" }, [noCpus('cpus "0"')]],
  [{ cpus: "0.009" }, [noCpus('cpus "0.009"')]],
  [{ cpus: "-1" }, [noCpus('cpus "-1"')]],
  [{ cpus: "1/2" }, [noCpus('cpus "1/2"')]],
  [{ cpus: ".5" }, [noCpus('cpus ".5"')]],
  [{ cpus: "0.50" }, [misspelt("0.50", "0.5")]],
  [{ cpus: "00.5" }, [misspelt("00.5", "0.5")]],
  [{ cpus: "1" }, [misspelt("1", "1.0")]],
  [{ cpus: "2.00" }, [misspelt("2.00", "2.0")]],
  [{ cpus: "0.05" }, [misspelt("0.05", "0.1")]],
  [{ cpus: "0.01" }, [misspelt("0.01", "0.1")]],
  [{ memory: undefined, cpus: undefined }, [noMemory("no memory"), noCpus("no cpus")]],
])("a container with %j is refused", async (changes, violations) => {
  expect(await judge(resourceLimits, container(changes))).toEqual({ violations });
});

test("a swarm service is judged by its task's limits", async () => {
  const limits = { memoryBytes: 536870912, nanoCpus: 500000000 };
  const memory = (got: string) =>
    `redis: must limit memory to a whole number of bytes, 6291456 or more; got ${got}; fix: set taskSpec.resources.limits.memoryBytes: 536870912`;
  const cpus = (got: string) =>
    `redis: must limit CPUs to a whole number of billionths, 10000000 or more; got ${got}; fix: set taskSpec.resources.limits.nanoCpus: 500000000`;
  const verdict = (resources: object) => judge(resourceLimits, service({}, { ...resources }));

  expect(await verdict({})).toEqual({ violations: [] });
  expect(await verdict({ limits: { ...limits, memoryBytes: 6291455 }, reservation: undefined })).toEqual({ violations: [memory("taskSpec.resources.limits.memoryBytes 6291455")] });
  expect(await verdict({ limits: { ...limits, nanoCpus: 0.5 } })).toEqual({ violations: [cpus("taskSpec.resources.limits.nanoCpus 0.5")] });
  expect(await verdict({ limits: { ...limits, nanoCpus: 9999999 } })).toEqual({ violations: [cpus("taskSpec.resources.limits.nanoCpus 9999999")] });
  expect(await verdict({ reservation: { memoryBytes: 536870913 } })).toEqual({
    violations: [
      "redis: must reserve no more memory than taskSpec.resources.limits.memoryBytes 536870912; got taskSpec.resources.reservation.memoryBytes 536870913; fix: set taskSpec.resources.reservation.memoryBytes: 536870912, or less",
    ],
  });
  const none = [memory("no taskSpec.resources.limits.memoryBytes"), cpus("no taskSpec.resources.limits.nanoCpus")];
  expect(await verdict({ limits: undefined })).toEqual({ violations: none });
  expect(await judge(resourceLimits, { ...service(), props: { labels: [{ label: "sutazai.service", value: "redis" }], taskSpec: { containerSpec: {} } } })).toEqual({ violations: none });
});

test("an unknown value hides no other finding and is reported", async () => {
  expect(await judge(resourceLimits, container({ memory: UNKNOWN, cpus: "0.50" }))).toEqual({
    violations: [misspelt("0.50", "0.5")],
    unknown: "string value at .memory can't be known during preview",
  });
  expect(await judge(resourceLimits, container({ memorySwap: UNKNOWN }))).toEqual({
    violations: [],
    unknown: "string value at .memorySwap can't be known during preview",
  });
  expect(await judge(resourceLimits, service({}, { limits: UNKNOWN }))).toEqual({
    violations: [],
    unknown: "string value at .taskSpec.resources.limits can't be known during preview",
  });
});

test.each([remoteImage(), foreign])("leaves $type alone", async (resource) => {
  expect(await judge(resourceLimits, resource)).toEqual({
    violations: [],
    notApplicable: "judges docker:index/container:Container, docker:index/service:Service",
  });
});
