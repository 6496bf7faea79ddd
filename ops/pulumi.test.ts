import { expect, test } from "@jest/globals";
import { changesOf, type EngineEvent, type StepMetadata } from "./pulumi.ts";

const [CONTAINER, STEP, SERVICE] = ["docker:index/container:Container", "command:local:Command", "sutazai:docker:TieredService"];
const step = (op: string, parent: string, type: string, name: string, more: Partial<StepMetadata> = {}): EngineEvent => ({ resourcePreEvent: { planning: true, metadata: { op, type, urn: `urn:pulumi:t1::sutazai::${parent}$${type}::${name}`, ...more } } });
const changed = (...fields: string[]) => ({ detailedDiff: Object.fromEntries(fields.map((field) => [field, { diffKind: "update" }])) });

test("each resource is told once, a replacement with its fields, and a service only where it has one", () => {
  const network = ["sutazai:docker:TierNetwork", "docker:index/network:Network", "net-backend"] as const;
  const events = [
    step("delete-replaced", SERVICE, STEP, "store-gate"),
    step("delete-replaced", SERVICE, CONTAINER, "store"),
    step("replace", SERVICE, CONTAINER, "store", changed("memory", "envs")),
    step("create-replacement", SERVICE, CONTAINER, "store", changed("memory", "envs")),
    step("replace", SERVICE, STEP, "store-gate"),
    step("create-replacement", SERVICE, STEP, "store-gate", { keys: ["triggers"] }),
    step("create-replacement", ...network, { diffs: ["ipamConfigs"] }),
    step("create", `${SERVICE}$sutazai:docker:SecretFiles`, STEP, "api-files"),
    step("create", `${SERVICE}$sutazai:docker:SecretFiles`, "docker:index/volume:Volume", "files-api-run-secrets"),
    step("create", "sutazai:docker:BaseImage", STEP, "image-lab-debian"),
    step("update", "sutazai:docker:ServiceImage", "docker:index/remoteImage:RemoteImage", "image-lab-consul", changed("triggers")),
    step("same", SERVICE, CONTAINER, "page"),
  ];
  expect(changesOf(events, true)).toEqual([
    { service: "store", resource: "container store", op: "replace", fields: ["envs", "memory"] },
    { service: "", resource: "image image-lab-consul", op: "update", fields: ["triggers"] },
    { service: "", resource: "network net-backend", op: "replace", fields: ["ipamConfigs"] },
    { service: "api", resource: "step api-files", op: "create", fields: [] },
    { service: "", resource: "step image-lab-debian", op: "create", fields: [] },
    { service: "store", resource: "step store-gate", op: "replace", fields: ["triggers"] },
    { service: "", resource: "volume files-api-run-secrets", op: "create", fields: [] },
  ]);
});
