import { container, pidsStep, stackTests, UNKNOWN } from "../testing.ts";
import { pidsLimit } from "./pids-limit.ts";

stackTests(pidsLimit, {
  good: [
    [container(), pidsStep],
    [container(), pidsStep, { ...pidsStep, name: "redis-other", props: { create: ":" } }],
    [container(), { ...pidsStep, props: { create: "docker update --pids-limit 256 x", triggers: [UNKNOWN] } }],
    [container({ ulimits: [{ name: "nproc", soft: 256, hard: 256 }] })],
  ],
  bad: [
    [
      [container()],
      "redis: must have a limit of processes; got no step that sets one, and no ulimit nproc; fix: run `docker update --pids-limit 256` in a command that depends on it",
    ],
    [
      [container(), { ...pidsStep, dependsOn: [] }],
      "redis: must have a limit of processes; got no step that sets one, and no ulimit nproc; fix: run `docker update --pids-limit 256` in a command that depends on it",
    ],
    [
      [container(), { ...pidsStep, props: { create: "docker update --pids-limit 0 x" } }],
      "redis: must have a limit of processes; got no step that sets one, and no ulimit nproc; fix: run `docker update --pids-limit 256` in a command that depends on it",
    ],
  ],
  unknown: [
    [container(), { ...pidsStep, props: { create: ":", triggers: [UNKNOWN] } }],
  ],
});
