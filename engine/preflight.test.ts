import { expect, test } from "@jest/globals";
import type Docker from "dockerode";
import { ownerLabels } from "../infra/names.ts";
import { serve } from "../tests/engine/catalogue.ts";
import { smallPlan } from "../ops/testing.ts";
import { preflight } from "./preflight.ts";

const plan = smallPlan([serve("store", { networks: ["database"] })]);
const DOWN = "take that stack down where it was deployed (./sutazai down --stack t1), or choose another stack name; nothing was touched";

test.each([
  ["another checkout", ownerLabels({ stack: "t1", checkout: "beef0000" }), "of stack t1, deployed by another checkout (id beef0000)", DOWN, DOWN],
  ["a stranger", {}, "not made by this project", "rename it (docker rename sutazai-t1-store NEW) or remove it; nothing was touched", "remove it (docker network rm sutazai-t1-net-database) or choose another stack name; nothing was touched"],
])("a name that %s has is refused with whose it is and what to do", async (_, labels, owner, container, network) => {
  const docker = {
    listContainers: async () => [{ Id: "0123456789abcdef", Names: ["/sutazai-t1-store"], Image: "x:1", Labels: labels, Ports: [] }],
    listNetworks: async () => [{ Id: "fedcba9876543210", Name: "sutazai-t1-net-database", Labels: labels }],
    listVolumes: async () => ({ Volumes: [] }),
    info: async () => ({ DockerRootDir: "/nowhere" }),
  } as unknown as Docker;
  expect(await preflight(plan, docker)).toEqual([
    { path: "services.store", rule: "the container name sutazai-t1-store, free or our own", got: `container 0123456789ab (x:1), ${owner}`, fix: container },
    { path: "networks.database", rule: "the network name sutazai-t1-net-database, free or our own", got: `network fedcba987654, ${owner}`, fix: network },
  ]);
});
