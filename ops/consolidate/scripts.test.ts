import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { readScripts } from "./scripts.ts";

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), "sutazai-scripts-"))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function read(text: string) {
  const file = join(folder, "scripts.yml");
  writeFileSync(file, text);
  return readScripts(file);
}

test("a command as text, as words, with arguments passed on", () => {
  expect(read('deploy.sh: sutazai up --stack "my stack"\nops/x.sh: [sh, -c, "a | b"]\ny.sh: {command: sutazai logs, arguments: true}\n')).toEqual([
    { path: "deploy.sh", command: ["sutazai", "up", "--stack", "my stack"], passArguments: false },
    { path: "ops/x.sh", command: ["sh", "-c", "a | b"], passArguments: false },
    { path: "y.sh", command: ["sutazai", "logs"], passArguments: true },
  ]);
});

test.each([
  ["a.sh: [", "YAML: old script: new command"],
  ["../a.sh: x", "a path inside the estate"],
  ["/a.sh: x", "a path inside the estate"],
  ["a.sh: {command: x, args: true}", "args"],
  ["a.sh: x | y\nb.sh: $X up\nc.sh: A=1 b", ": 3 problems"],
])("%j is refused", (text, message) => {
  expect(() => read(text)).toThrow(message);
});
