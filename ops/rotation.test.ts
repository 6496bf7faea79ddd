import { expect, test } from "@jest/globals";
import { checkWords } from "./commands/secrets.ts";
import { planRotation, secretRows } from "./rotation.ts";

const readers = new Map([
  ["n8n-encryption-key", ["n8n"]],
  ["postgres-password", ["backend", "postgres"]],
  ["redis-password", ["redis"]],
]);
const why = "n8n has encrypted what it stores with it: with another value its stored credentials cannot be read";
const how = "export them in n8n first, and begin with new data";

test("the names asked for are rotated, each once", () => {
  expect(planRotation(readers, ["redis-password", "postgres-password", "redis-password"], false)).toEqual({ names: ["postgres-password", "redis-password"], left: [], problems: [] });
});

test("all leaves what a service has tied its data to, and says why", () => {
  expect(planRotation(readers, [], true)).toEqual({ names: ["postgres-password", "redis-password"], left: [`n8n-encryption-key: ${why}; ${how}`], problems: [] });
});

test("unknown and bound names are refused together", () => {
  expect(planRotation(readers, ["redis-pasword", "n8n-encryption-key", "x", "neo4j-password"], false).problems).toEqual([
    { path: "neo4j-password", rule: "a secret of the catalogue", got: "no secret of this name", fix: "nearest: redis-password" },
    { path: "redis-pasword", rule: "a secret of the catalogue", got: "no secret of this name", fix: "nearest: redis-password" },
    { path: "x", rule: "a secret of the catalogue", got: "no secret of this name", fix: "./sutazai secrets list names them" },
    { path: "n8n-encryption-key", rule: "a secret that its services read at each start", got: why, fix: how },
  ]);
});

test("a row says who reads a secret and whether it rotates", () => {
  expect(secretRows(readers)).toEqual([
    { name: "n8n-encryption-key", readers: ["n8n"], rotates: false, because: `${why}; ${how}` },
    { name: "postgres-password", readers: ["backend", "postgres"], rotates: true },
    { name: "redis-password", readers: ["redis"], rotates: true },
  ]);
});

test.each([
  ["steal", [], {}, '"steal" is not one of list, show, set, rotate'],
  ["list", ["a"], {}, "secrets list takes no names"],
  ["show", [], {}, "secrets show takes one name"],
  ["set", ["a", "b"], {}, "secrets set takes one name"],
  ["list", [], { all: true }, "--all and --no-up belong to secrets rotate"],
  ["rotate", [], {}, "secrets rotate takes names, or --all"],
  ["rotate", ["a"], { all: true }, "secrets rotate takes names, or --all"],
])("secrets %s %j %j is refused", (action, names, options, message) => {
  expect(() => checkWords(action, names, options)).toThrow(message);
});
