import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "@jest/globals";
import { requirements } from "../policy/requirement.ts";
import { complianceMarkdown } from "./compliance.ts";

const SOC2 = /^(CC\d\.\d|A1\.[12]|C1\.[12]|PI1\.\d)$/;
const ISO = /^A\.[5-8]\.\d{1,2}$/;

test("docs/compliance.md", async () => {
  const path = fileURLToPath(new URL("../../docs/compliance.md", import.meta.url));
  const text = await complianceMarkdown();
  if (process.env.UPDATE_GOLDEN === "1") writeFileSync(path, text);
  expect(text).toBe(readFileSync(path, "utf8"));
});

test("every rule names controls in the frameworks' own spelling, once each", async () => {
  const wrong = (await requirements()).filter(({ controls: { cis, soc2, iso27001 } }) => {
    const all = [...cis, ...soc2, ...iso27001];
    return new Set(all).size < all.length || soc2.length === 0 || iso27001.length === 0 || !cis.every((c) => /^[1-7]\.\d{1,2}$/.test(c)) || !soc2.every((c) => SOC2.test(c)) || !iso27001.every((c) => ISO.test(c));
  });
  expect(wrong.map((r) => r.id)).toEqual([]);
});

test("ids are unique over packs, run time and Dockerfiles", async () => {
  const ids = (await requirements()).map((r) => r.id);
  expect(ids.filter((id, i) => ids.indexOf(id) !== i)).toEqual([]);
});

test("nothing claims to be compliant", async () => {
  expect(await complianceMarkdown()).not.toMatch(/\bcompliant\b/i);
});
