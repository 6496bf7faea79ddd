import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { at } from "../yaml/node.ts";
import { parseValue, resolve, resolveDefaults } from "./interpolate.ts";
import { addressesMeet, hostPorts, readPort } from "./ports.ts";
import { namesIn, readCompose, readVariables } from "./read.ts";
import { sizeInBytes } from "./sizes.ts";
import { readTmpfs, readVolumes } from "./volumes.ts";

const value = (yaml: string) => at(readCompose(`services: {}\nv: ${yaml}\n`).yaml.root, "v")!;

test.each([
  ["plain", "plain", []],
  ["$$HOME and $", "$HOME and $", []],
  ["${A:-d}/${B-e}", "d/e", []],
  ["${A}x$B", "${A}x${B}", ["A", "B"]],
  ["${A:-${B:-c}}", "c", []],
  ["${A:-${B}}", "${B}", ["B"]],
  ["${A:+x}${A+y}z", "z", []],
  ["${A:?must be}", "${A}", ["A"]],
  ["${A:-{}}", "{}", []],
  ["${A:-open", "${A:-open", []],
  ["${1} ${} ${A!b}", "${1} ${} ${A!b}", []],
])("with nothing set, %s is %s", (written, text, unset) => {
  const resolved = resolveDefaults(written);
  expect([resolved.text, resolved.unset]).toEqual([text, unset]);
});

test("with an environment: empty counts as unset only with a colon, and demands are told", () => {
  const lookup = (name: string) => ({ A: "a", EMPTY: "" })[name];
  const text = (written: string) => resolve(parseValue(written), lookup).text;
  expect(["$A", "${A:-d}", "${EMPTY:-d}", "${EMPTY-d}", "${A:+x}", "${EMPTY:+x}", "${EMPTY+x}", "${EMPTY}", "${EMPTY?m}"].map(text)).toEqual(["a", "a", "d", "", "x", "", "x", "", ""]);
  expect(resolve(parseValue("${GONE:?set $A} ${EMPTY:?fill}"), lookup)).toEqual({
    parts: [
      { text: "${GONE}", from: "unset" },
      { text: " ", from: "text" },
      { text: "${EMPTY}", from: "unset" },
    ],
    text: "${GONE} ${EMPTY}",
    unset: ["GONE", "EMPTY"],
    demanded: [
      { name: "GONE", message: "set a" },
      { name: "EMPTY", message: "fill" },
    ],
  });
});

test("any text is read without a throw, and text without a dollar stays as it is", () => {
  const piece = fc.constantFrom("${", "}", "$", "$$", "A", ":-", ":?", "-", "x", "{");
  fc.assert(fc.property(fc.array(piece, { maxLength: 40 }), (parts) => typeof resolveDefaults(parts.join("")).text === "string"));
  fc.assert(fc.property(fc.string().filter((text) => !text.includes("$")), (text) => resolveDefaults(text).text === text));
  expect(resolveDefaults("${a:-".repeat(50_000)).text).toHaveLength(250_000);
});

const ports = (yaml: string) => {
  const mapping = readPort(value(yaml));
  return mapping && hostPorts(mapping).map(({ address, port, protocol }) => `${address}|${port}/${protocol}`);
};

test.each([
  ["8080", []],
  ['"8080:80"', ["|8080/tcp"]],
  ['"127.0.0.1:8080:80/UDP"', ["127.0.0.1|8080/udp"]],
  ['"[::1]:53:53/udp"', ["::1|53/udp"]],
  ['"3000-3002:3000-3002"', ["|3000/tcp", "|3001/tcp", "|3002/tcp"]],
  ['"3000-3002:80"', []],
  ['"127.0.0.1::80"', []],
  ['"0:80"', []],
  ['"${P:-9000}:80"', ["|9000/tcp"]],
  ['"${P}:80"', undefined],
  ['"${IP}:80:80"', undefined],
  ['"99999:80"', undefined],
  ["{target: 80, published: 8080, protocol: udp, host_ip: 10.0.0.1}", ["10.0.0.1|8080/udp"]],
  ['{target: 80, published: "8080-8081"}', []],
  ["{target: 80}", []],
  ["[80]", undefined],
  ["none", undefined],
])("port %s takes %j", (yaml, taken) => {
  expect(ports(yaml)).toEqual(taken);
});

test("addresses meet when they are the same or one is every address", () => {
  expect([["", "10.0.0.1"], ["0.0.0.0", "::1"], ["::", ""], ["10.0.0.1", "10.0.0.1"], ["10.0.0.1", "10.0.0.2"]].map(([a, b]) => addressesMeet(a!, b!))).toEqual([true, true, true, true, false]);
});

test("sizes: units of 1024 in any case, and nothing else", () => {
  expect(["512", "64b", "1k", "1KB", "2m", "2MB", "1.5g", "1 Gb", "1t", "0"].map(sizeInBytes)).toEqual([512, 64, 1024, 1024, 2 ** 21, 2 ** 21, 1.5 * 2 ** 30, 2 ** 30, 2 ** 40, 0]);
  expect(["4Gi", "4GiB", "", "g", "-1", "1e3", "1 000", "one", "1gg", "1.g"].map(sizeInBytes)).toEqual(Array(10).fill(undefined));
});

test("mounts in both forms", () => {
  const list = [
    "data:/var/lib:ro", "./conf/:/etc/app/", "../up:/up", "/abs:/abs", "~/home:/home", "C:\\\\win:/c", "/anonymous", "${DIR:-./d}:/d", "${DIR}:/x", "v${N}:/y",
  ].map((item) => `"${item}"`);
  const long = ["{type: bind, source: rel, target: /r/}", "{type: bind, source: /abs, target: /q}", "{type: volume, source: named, target: /n}", "{type: volume, target: /v}", "{type: tmpfs, target: /t}"];
  const mounts = readVolumes(value(`[${[...list, ...long, "null", "[x]"].join(", ")}]`));
  expect(mounts.map(({ kind, source, target }) => `${kind} ${source} ${target}`)).toEqual([
    "named data /var/lib",
    "relative ./conf/ /etc/app",
    "relative ../up /up",
    "absolute /abs /abs",
    "absolute ~/home /home",
    "absolute C:\\win /c",
    "other  /anonymous",
    "relative ./d /d",
    "other ${DIR} /x",
    "other v${N} /y",
    "relative rel /r",
    "absolute /abs /q",
    "named named /n",
    "other  /v",
    "other  /t",
  ]);
  expect([readTmpfs(value("/run:size=1m")), readTmpfs(value("[/a/, /b]")), readTmpfs(undefined)]).toEqual([["/run"], ["/a", "/b"], []]);
});

test("variables of mappings and lists; what is neither is odd", () => {
  const read = (yaml: string) => {
    const { variables, odd } = readVariables(value(yaml));
    return [variables.map(({ name, value: text }) => [name, text]), odd];
  };
  expect([read("{A: 1.10, B: null, C: x}"), read("[A=1, B, 'C=a=b']"), read("{A: [1]}"), read("[5, A=1]"), read("text"), read("null")]).toEqual([
    [[["A", "1.10"], ["B", undefined], ["C", "x"]], false],
    [[["A", "1"], ["B", undefined], ["C", "a=b"]], false],
    [[], true],
    [[["A", "1"]], true],
    [[], true],
    [[], false],
  ]);
});

test("names of lists and mappings", () => {
  expect([namesIn(value("[a, b]")), namesIn(value("{a: {condition: x}, b: null}")), namesIn(value("a")), namesIn(undefined)]).toEqual([["a", "b"], ["a", "b"], [], []]);
});

test("services keep their places; null and odd ones are services without a body", () => {
  const { services, whyNot } = readCompose("x-a: &a\n  image: i\nservices:\n  one: *a\n  two:\n  three: text\n", "c.yml");
  expect(whyNot).toBe(undefined);
  expect(services.map(({ name, at: { line }, body }) => [name, line, body?.at.line])).toEqual([
    ["one", 4, 2],
    ["two", 5, undefined],
    ["three", 6, undefined],
  ]);
});

test.each([
  ["- a\n", "not a mapping"],
  ["a: 1\n", "services missing or not a mapping"],
  ["services:\n", "services missing or not a mapping"],
  ["services: [a]\n", "services missing or not a mapping"],
])("%j is no compose file: %s", (text, why) => {
  expect(readCompose(text)).toMatchObject({ whyNot: why, services: [] });
});
