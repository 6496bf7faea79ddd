import { expect, test } from "@jest/globals";
import { aService, attempt } from "../tests/unit/fixtures.ts";
import { fit } from "./fit.ts";

const { services } = attempt({ services: ["a", "b", "c"].map((name) => aService(name, { resources: "medium" })) });
const sizes = (fitted: ReturnType<typeof fit>) => fitted.services.map((s) => [s.name, s.cpus, s.memory, s.reservation]);

test("a host that is big enough changes nothing, in either mode", () => {
  for (const mode of ["refuse", "clamp"] as const) expect(fit(services, { cpus: 1, memory: 1280 }, mode, "dev")).toEqual({ services, problems: [], notes: [] });
});

test("clamp shrinks each limit to the host and reservations in proportion, and says so", () => {
  const fitted = fit(services, { cpus: 0.5, memory: 640 }, "clamp", "dev");
  expect(sizes(fitted)).toEqual(["a", "b", "c"].map((name) => [name, 0.5, 512, 170]));
  expect(fitted.problems).toEqual([]);
  expect(fitted.notes).toEqual(["a", "b", "c"].flatMap((name) => [`${name}: 1.0 -> 0.5 CPUs`, `${name}: 1 GB -> 512 MB memory`, `${name}: 256 MB -> 170 MB reserved`]));
  expect(fitted.services.reduce((sum, s) => sum + s.reservation, 0)).toBeLessThanOrEqual(512);
});

test("refuse names every limit and the sum, and shrinks nothing", () => {
  const fitted = fit(services, { cpus: 0.5, memory: 640 }, "refuse", "dev");
  expect(fitted.problems.map((p) => [p.path, p.rule, p.got])).toEqual([
    ...["a", "b", "c"].flatMap((name) => [
      [`services.${name}.cpus`, "at most the host's 0.5 CPUs", "1.0"],
      [`services.${name}.memory`, "at most 512 MB (80 % of the host's memory)", "1 GB"],
    ]),
    ["services (sum of reservations)", "at most 512 MB (80 % of the host's memory)", "768 MB"],
  ]);
  expect(fitted.services).toEqual(services);
});

test("a reservation never goes below the engine's 6 MB", () => {
  expect(fit(services, { cpus: 4, memory: 20 }, "clamp", "dev").services.map((s) => s.reservation)).toEqual([6, 6, 6]);
});
