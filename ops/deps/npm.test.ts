import { expect, test } from "@jest/globals";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { NPM_CONSTRAINTS, NPM_FOLDERS, withConstraints } from "./constraints.ts";
import { npmPins, npmVerdict, readManifest } from "./npm.ts";

const ROOT = join(import.meta.dirname, "../..");
const read = (path: string) => readFileSync(join(ROOT, path), "utf8");

test("a manifest's dependencies, each with the line that names it", () => {
  const text = '{\n  "name": "x",\n  "dependencies": {\n    "react": "^18.0.0"\n  },\n  "devDependencies": {\n    "@a/b": "1.0.0"\n  }\n}\n';
  expect(readManifest({ path: "package.json", text })).toEqual({
    requirements: [
      { name: "react", text: "react@^18.0.0", places: [{ file: "package.json", line: 4 }] },
      { name: "@a/b", text: "@a/b@1.0.0", places: [{ file: "package.json", line: 7 }] },
    ],
    unread: [],
  });
  expect(readManifest({ path: "package.json", text: "{" }).unread).toMatchObject([{ place: { file: "package.json", line: 1 }, why: expect.stringMatching(/^not JSON/) }]);
});

test("npm's refusal is a reason, its other failures are no verdict", () => {
  const refused = ["code ERESOLVE", "ERESOLVE unable to resolve dependency tree", "", "While resolving: x@1.0.0", "Found: react@18.3.1", "Could not resolve dependency:", 'peer react@"^16.0.0" from old-widget@1.0.0', "", "Fix the upstream dependency conflict, or retry"].map((l) => `npm error ${l}`).join("\n");
  expect(npmVerdict({ code: 1, stdout: "", stderr: refused }, () => new Map())).toEqual({ reason: 'ERESOLVE unable to resolve dependency tree; While resolving: x@1.0.0; Found: react@18.3.1; Could not resolve dependency:; peer react@"^16.0.0" from old-widget@1.0.0' });
  expect(() => npmVerdict({ code: 1, stdout: "", stderr: "npm error code ECONNREFUSED" }, () => new Map())).toThrow("npm gave no verdict (exit code 1)");
});

test("a lock's versions by place", () => {
  expect([...npmPins('{"packages": {"": {"version": "1"}, "node_modules/a": {"version": "2.0.0"}, "node_modules/a/node_modules/b": {"version": "3.0.0"}, "l": {"link": true}}}')]).toEqual([["node_modules/a", "2.0.0"], ["node_modules/a/node_modules/b", "3.0.0"]]);
});

test("every service's package.json overrides the shared versions; its lock holds them with integrity and no registry's address", () => {
  const shared = JSON.parse(read(NPM_CONSTRAINTS)) as Record<string, string>;
  for (const folder of NPM_FOLDERS) {
    const manifest = read(`${folder}/package.json`);
    const lock = read(`${folder}/package-lock.json`);
    const wrong = [...npmPins(lock)].filter(([path, version]) => Object.entries(shared).some(([name, pinned]) => path.endsWith(`node_modules/${name}`) && version !== pinned));
    const { packages } = JSON.parse(lock) as { packages: Record<string, { version?: string; integrity?: string; inBundle?: boolean; link?: boolean }> };
    const bare = Object.entries(packages).filter(([path, p]) => path !== "" && !p.integrity && !p.inBundle && !p.link).map(([path]) => path);
    expect({ folder, same: withConstraints(manifest, shared) === manifest, wrong, bare, addresses: lock.includes('"resolved"') }).toEqual({ folder, same: true, wrong: [], bare: [], addresses: false });
  }
});

test("constraints join a package.json's own overrides and win over them", () => {
  expect(JSON.parse(withConstraints('{"name": "x", "overrides": {"b": "1", "c": "2"}}', { a: "3", b: "4" }))).toEqual({ name: "x", overrides: { a: "3", b: "4", c: "2" } });
});
