import { expect, test } from "@jest/globals";
import type { PolicyResource } from "@pulumi/policy";
import { container, network } from "../testing.ts";
import { Stack } from "./stack.ts";
import { unknownCheckingProxy } from "./unknown.ts";

const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const resource = (urn: string, props: object, { type } = container()) => ({ urn, type, name: urn, props: unknownCheckingProxy(props) }) as PolicyResource;
const ALL = [resource("c", { name: UNKNOWN }), resource("a", { name: "a" }), resource("b", {}), resource("d", { list: [1, UNKNOWN, 3] }, network())];

test("resources come by URN, however they were registered, without those that a deploy leaves out", () => {
  const urns = (found: readonly PolicyResource[]) => found.map(({ urn }) => urn);
  expect(urns(new Stack(ALL).resources)).toEqual(["a", "c", "d"]);
  expect(urns(new Stack([...ALL].reverse()).resources)).toEqual(["a", "c", "d"]);
  expect(urns(ALL)).toEqual(["c", "a", "b", "d"]);
  expect([urns(new Stack(ALL).of("network")), urns(new Stack(ALL).of("volume", "container"))]).toEqual([["d"], ["a", "c"]]);
});

test("a value that is not known hides no other, and each rule has its own first one", () => {
  const stack = new Stack(ALL);
  expect(stack.of("container").map((one) => stack.read(one, ({ name }) => name as string))).toEqual(["a", undefined]);
  expect(stack.readEach<number>(stack.of("network")[0]!, ({ list }) => list, (item) => item)).toEqual([1, 3]);
  expect(stack.unknown?.message).toBe("string value at .name can't be known during preview");
  expect(new Stack(ALL).unknown).toBeUndefined();
});
