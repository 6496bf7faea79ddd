/** Properties are read as Pulumi's own libraries read them. */
import { expect, test } from "@jest/globals";
import deserialize from "@pulumi/policy/deserialize.js";
import struct from "google-protobuf/google/protobuf/struct_pb.js";
import fc from "fast-check";
import { UNKNOWN_VALUES, unknownCheckingProxy } from "../lib/unknown.ts";
import { properties, structOf } from "./struct.ts";
import { message, Reader } from "./wire.ts";

const { deserializeProperties } = deserialize as unknown as { deserializeProperties(properties: unknown, secrets: boolean): unknown };

const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = { [SIGNATURE]: "1b47061264138c4ac30d75fd1eb44270" };
const ASSET = { [SIGNATURE]: "c44067f5952c0a294b673a41bacd8c17" };

function read(bytes: Uint8Array): Record<string, unknown> {
  const reader = new Reader(message(1, Buffer.from(bytes)));
  reader.varint();
  return properties(reader);
}

const theirs = (bytes: Uint8Array) => deserializeProperties(struct.Struct.deserializeBinary(bytes), false) as Record<string, unknown>;

const valueWith = (...more: fc.Arbitrary<unknown>[]) =>
  fc.letrec((tie) => ({
    any: fc.oneof({ depthSize: "small" }, fc.string({ unit: "binary" }), fc.double({ noNaN: true }), fc.boolean(), fc.constant(null), ...more, fc.array(tie("any"), { maxLength: 3 }), fc.dictionary(key, tie("any"), { maxKeys: 3 }), tie("any").map((value) => ({ ...SECRET, value }))),
  })).any;
const key = fc.string().filter((text) => text !== "__proto__");
const fields = (...more: fc.Arbitrary<unknown>[]) => fc.dictionary(key, valueWith(...more), { maxKeys: 4 });

test("properties are unpacked as Pulumi's server unpacks them, in the order of their keys, secrets in clear", () => {
  fc.assert(fc.property(fields(), (props) => expect(JSON.stringify(read(structOf(props)))).toBe(JSON.stringify(theirs(structOf(props))))));
  expect(read(structOf({ b: 1, a: { d: -0.5, c: [true, null, ""] } }))).toEqual({ a: { c: [true, null, ""], d: -0.5 }, b: 1 });
  expect(read(structOf({}))).toEqual({});
});

test("what is written is what Google's library writes", () => {
  fc.assert(fc.property(fields(), (props) => expect(struct.Struct.deserializeBinary(structOf(props)).toObject()).toEqual(struct.Struct.fromJavaScript(props as never).toObject())));
  expect(() => structOf({ a: undefined })).toThrow(new Error("no value for the engine: undefined"));
});

test("a file is an object without its mark; a mark that nobody knows, a missing value and cut bytes are refused", () => {
  expect(read(structOf({ file: { ...ASSET, path: "a.txt" } }))).toEqual({ file: { path: "a.txt" } });
  expect(() => read(structOf({ a: [{ [SIGNATURE]: "else" }] }))).toThrow(new Error("a property has the mark else, which this pack does not know"));
  expect(() => read(message(1, message(1, Buffer.from("a")), message(2)))).toThrow(new Error("the engine sent a value of no kind"));
  expect(() => read(message(1, message(1, Buffer.from("a"))))).toThrow(new Error("the engine sent no value of a"));
  expect(() => read(Buffer.from([10, 100, 1]))).toThrow(new Error("the engine sent a message that is no protobuf"));
});

test("fields of a later protocol are passed over", () => {
  const later = Buffer.concat([Buffer.from([0x78, 1, 0x79, 0, 0, 0, 0, 0, 0, 0, 0, 0x7d, 0, 0, 0, 0]), message(15, Buffer.from("x"))]);
  expect(read(Buffer.concat([later, structOf({ a: 1 }), later]))).toEqual({ a: 1 });
});

/** What each path of a value says, or throws. */
function said(value: any, path: readonly PropertyKey[] = []): unknown[] {
  if (typeof value !== "object" || value === null) return [[path, value]];
  return [...Object.keys(value), "missing", ...(Array.isArray(value) ? ["length"] : [])].flatMap((name) => {
    try {
      return said(value[name], [...path, name]);
    } catch (error) {
      return [[path, name, (error as Error).constructor.name, (error as Error).message]];
    }
  });
}

test("an unknown value throws where it is read, with the words of Pulumi's own proxy; nothing else does", () => {
  const unknown = fc.constantFrom(...(UNKNOWN_VALUES as ReadonlySet<string>));
  fc.assert(fc.property(fields(unknown), (props) => expect(said(read(structOf(props)))).toEqual(said(unknownCheckingProxy(theirs(structOf(props)) as object)))));
  const [text] = [...UNKNOWN_VALUES] as string[];
  const props = read(structOf({ list: ["a", text], sure: [{ b: 1 }], deep: { c: { ...SECRET, value: text } } })) as any;
  expect(() => props.list.map(String)).toThrow(/^\w+ value at \.list\.1 can't be known during preview$/);
  expect(() => props.list.includes("z")).toThrow(/ \.list\.1 /);
  expect(props.list.some((item: string) => item === "a")).toBe(true);
  expect(() => props.deep.c).toThrow(/ \.deep\.c /);
  expect(props.list).toBe(props.list);
  expect(JSON.stringify(props.sure)).toBe('[{"b":1}]');
  expect(props.sure.map(({ b }: { b: number }) => b)).toEqual([1]);
});
