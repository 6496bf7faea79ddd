import { expect, test } from "@jest/globals";
import { smallPlan } from "./testing.ts";
import { cpusOf, memoryOf, totalsOf, usageOf, usageRows, type Sample } from "./usage.ts";

const MIB = 1024 ** 2;
const sample = (usage: number, stats: Record<string, number>, cpu: [number, number] = [0, 0]): Sample => ({
  cpu_stats: { cpu_usage: { total_usage: cpu[1] }, system_cpu_usage: 2000, online_cpus: 2 },
  precpu_stats: { cpu_usage: { total_usage: cpu[0] }, system_cpu_usage: 1000 },
  memory_stats: { usage: usage * MIB, stats },
});

test("memory is without reclaimable cache, in both versions of cgroups", () => {
  expect([memoryOf(sample(100, { total_inactive_file: 40 * MIB, inactive_file: 1 })), memoryOf(sample(100, { inactive_file: 30 * MIB })), memoryOf(sample(0, {}))]).toEqual([60, 70, 0]);
});

test("CPUs are whole CPUs between two readings; a first reading says nothing", () => {
  const first = { ...sample(1, {}, [0, 500]), precpu_stats: { cpu_usage: { total_usage: 0 }, system_cpu_usage: 2000 } };
  expect([cpusOf(sample(1, {}, [100, 600])), cpusOf(first)]).toEqual([1, 0]);
});

test("of a plan: those that run, in its order, beside their limits; the sum last", async () => {
  const plan = smallPlan();
  const [a, b] = [plan.services[0]!, plan.services[1]!];
  const docker = {
    listContainers: async () => [...[b, a].map((s) => ({ Id: `id-${s.name}`, Labels: s.labels })), { Id: "theirs", Labels: { ...a.labels, "sutazai.checkout": "beef0000" } }],
    getContainer: (id: string) => ({
      stats: async () => {
        if (id === "theirs") throw new Error("another checkout's container was asked");
        if (id === `id-${b.name}`) throw Object.assign(new Error("gone"), { statusCode: 404 });
        return sample(64, {}, [0, 250]);
      },
    }),
  };
  const usage = await usageOf(plan, docker as never);
  expect(usage).toEqual([{ name: a.name, memory: 64, limit: a.memory, reservation: a.reservation, cpus: 0.5, cpuLimit: a.cpus }]);
  const other = { name: "zz", memory: 300, limit: 400, reservation: 100, cpus: 0.25, cpuLimit: 1 };
  expect(totalsOf([...usage, other])).toEqual({ memory: 364, limit: a.memory + 400, reservation: a.reservation + 100, cpus: 0.8 });
  expect(usageRows([...usage, other]).slice(0, 2)).toEqual([["SERVICE", "MEMORY", "LIMIT", "SHARE", "RESERVED", "CPUS", "CPU LIMIT"], ["zz", "300 MiB", "400 MiB", "75 %", "100 MiB", "0.25", "1"]]);
});
