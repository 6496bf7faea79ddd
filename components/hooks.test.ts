import * as pulumi from "@pulumi/pulumi";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { Hooks, type HookedType } from "./hooks.ts";

const registered: string[] = [];
const every = Promise.withResolvers<void>();
let hooks: Hooks;

beforeAll(async () => {
  await pulumi.runtime.setMocks({ newResource: () => ({ id: "", state: {} }), call: () => ({}) });
  const take = (request: { getName(): string }, done: (error: null, answer: object) => void) => {
    registered.push(request.getName());
    done(null, {});
    if (registered.length === 3) every.resolve();
  };
  Object.assign(pulumi.runtime.getMonitor()!, { registerResourceHook: take, registerErrorHook: take });
  hooks = new Hooks();
});

afterAll(() => pulumi.runtime.getCallbacks()?.shutdown());

const CONTAINER = "docker:index/container:Container";
const COMMAND = "command:local:Command";
const called = ([hook]: readonly unknown[] | pulumi.ResourceHook[], type: HookedType, name: string) =>
  (hook as pulumi.ResourceHook).callback({ urn: `urn:${name}`, id: `id-${name}`, name, type } as pulumi.ResourceHookArgs);

test("one hook of a kind serves all resources, each of which gets its own works", async () => {
  const done: string[] = [];
  const note = (what: string) => ({ id }: pulumi.ResourceHookArgs) => void done.push(`${what} of ${id}`);
  const first = hooks.of(CONTAINER, "web", { beforeCreate: note("before"), afterCreate: note("after") });
  const second = hooks.of(COMMAND, "web", { beforeCreate: note("the step") });
  expect([Object.keys(first), Object.keys(second)]).toEqual([["beforeCreate", "afterCreate"], ["beforeCreate"]]);
  expect(second.beforeCreate![0]).toBe(first.beforeCreate![0]);
  await called(first.afterCreate!, CONTAINER, "web");
  await called(first.beforeCreate!, COMMAND, "web");
  await called(first.beforeCreate!, CONTAINER, "web");
  expect(done).toEqual(["after of id-web", "the step of id-web", "before of id-web"]);
  await every.promise;
  expect(registered.sort()).toEqual(["sutazai-after-create", "sutazai-before-create", "sutazai-on-error"]);
});

test("a failed try is begun again only where the resource's work says so", async () => {
  const asked: string[] = [];
  const { onError } = hooks.of(CONTAINER, "again", { onError: ({ errors }) => (asked.push(errors[0]!), errors.length < 2) });
  hooks.of(COMMAND, "never", { beforeCreate: () => {} });
  const failed = (type: HookedType, name: string, ...errors: string[]) => onError![0]!.callback({ type, name, errors } as unknown as pulumi.ErrorHookArgs);
  expect([await failed(CONTAINER, "again", "one"), await failed(CONTAINER, "again", "two", "one"), await failed(COMMAND, "never", "one"), asked]).toEqual([true, false, false, ["one", "two"]]);
});

test("what a work throws reaches Pulumi", async () => {
  const { beforeCreate } = hooks.of(CONTAINER, "bad", { beforeCreate: () => Promise.reject(new Error("store is not ready")) });
  await expect(called(beforeCreate!, CONTAINER, "bad")).rejects.toThrow("store is not ready");
});

test("two works of one resource are refused, and a resource without any is an error", () => {
  hooks.of(COMMAND, "once", {});
  expect(() => hooks.of(COMMAND, "once", {})).toThrow("two resources have the name once and the type command:local:Command");
  const { beforeCreate } = hooks.of(COMMAND, "other", { beforeCreate: () => {} });
  expect(() => called(beforeCreate!, COMMAND, "strange")).toThrow("nothing is known of what belongs to the creation of strange (command:local:Command)");
});
