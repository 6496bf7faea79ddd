/** The compose files of four checkouts become catalogues that the rules accept. */
import { expect, test } from "@jest/globals";
import { IMAGES, type ImageDefinition } from "../../../infra/images.ts";
import { validateCatalogue } from "../../../infra/rules.ts";
import type { ServiceInput } from "../../../infra/service.ts";
import { ESTATES, estateTree } from "../../../tests/fixtures/legacy/estates.ts";
import { catalogueName } from "../../import/words.ts";
import { composeOf, estateFrom } from "../estate.ts";
import { CATALOGUE, catalogueFiles } from "./document.ts";
import { mergeCompose } from "./merge.ts";

test.each(ESTATES)("checkout %s: every service is in the catalogue or stays with a reason, and the written module is one that the rules accept", async (name) => {
  const one = estateFrom(await estateTree(name), name, () => ({ size: 0, mode: 0o644 }));
  const merged = mergeCompose(one);
  const taken = new Set(merged.rows.map(({ service }) => service.name));
  expect(taken.size).toBeGreaterThan(20);
  const left = merged.sets.flatMap((set) => set.flatMap((path) => composeOf(one.files.get(path)!).services.map((s) => ({ set, path, name: s.name })))).filter(({ set, name: written }) => !taken.has(catalogueName(written)) && !merged.stays.some((s) => s.files === set && (s.service ?? written) === written));
  expect(left).toEqual([]);
  expect(merged.stays.filter(({ why }) => why.length === 0 || why.includes(""))).toEqual([]);
  const module = catalogueFiles(merged)[CATALOGUE.module]!;
  const { catalogue, images } = (await import(`data:text/javascript,${encodeURIComponent(module)}`)) as { catalogue: ServiceInput[]; images: ImageDefinition[] };
  expect(validateCatalogue(catalogue, { images: [...IMAGES, ...images] }).problems).toEqual([]);
}, 30_000);
