import { expect, test } from "@jest/globals";
import { aService } from "../../tests/unit/fixtures.ts";
import { ServiceSchema } from "../service.ts";
import { rabbitmqDefinitions } from "./rabbitmq.ts";

const speaks = { files: [{ target: "/run/secrets/password", content: "{{secret:rabbitmq-password}}" }] };
const services = [aService("rabbitmq", speaks), aService("coordinator", speaks), aService("silent")].map((s) => ServiceSchema.parse(s));
const made = () => JSON.parse(rabbitmqDefinitions(services[0]!, services)) as Record<string, Record<string, unknown>[]>;

test("a queue for each service that knows the password, besides tasks and dead letters", () => {
  expect(made().queues!.map((q) => q.name)).toEqual(["sutazai.tasks", "sutazai.dead", "sutazai.agent.coordinator"]);
  expect(made().bindings!.map((b) => `${b.source} -${b.routing_key}> ${b.destination}`)).toEqual([
    "sutazai.dead -> sutazai.dead",
    "sutazai.events -agent.coordinator.#> sutazai.agent.coordinator",
    "sutazai.events -agents.#> sutazai.agent.coordinator",
  ]);
});

test("queues are plain durable ones, so that a client may declare them too; limits are policies", () => {
  for (const queue of made().queues!) expect(queue).toMatchObject({ durable: true, auto_delete: false, arguments: {} });
  const covered = (name: string) => made().policies!.filter((p) => new RegExp(p.pattern as string).test(name)).map((p) => p.name);
  expect([covered("sutazai.tasks"), covered("sutazai.agent.x"), covered("sutazai.dead"), covered("sutazai-verify-1")]).toEqual([["tasks"], ["agents"], ["dead"], []]);
});

test("the user is in it: RabbitMQ makes no default user beside definitions", () => {
  expect(made().users).toEqual([{ name: "sutazai", password: "{{secret:rabbitmq-password}}", tags: "administrator" }]);
  expect(made().permissions![0]).toMatchObject({ user: "sutazai", vhost: "/" });
});
