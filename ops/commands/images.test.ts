import { expect, test } from "@jest/globals";
import { UsageError, type Context } from "../command.ts";
import { images } from "./images.ts";

const run = (action: string, options: Record<string, unknown> = {}, names: readonly string[] = []) => images.run({} as Context, [action, names] as never, { accept: [], ...options });

test.each<[string, Record<string, unknown>, readonly string[], string]>([
  ["weigh", {}, [], '"weigh" is not one of build, list, sizes, lock, push, content, pack, sbom, licences, scan'],
  ["list", {}, ["one"], "images list takes no names"],
  ["build", { check: true, failOn: "low" }, [], "--check belongs to images lock\n--fail-on belongs to images scan"],
  ["push", { accept: ["a:1"], out: "x", format: "spdx", database: "f" }, [], "--accept belongs to images lock\n--out belongs to images pack\n--format belongs to images sbom\n--database belongs to images scan"],
  ["pack", {}, [], "images pack needs --out FOLDER"],
  ["lock", { check: true, accept: ["a:1"] }, [], "--check and --accept exclude each other: a check writes nothing"],
  ["sbom", { format: "xml" }, [], "--format xml: one of cyclonedx, spdx"],
  ["scan", { failOn: "awful" }, [], "--fail-on awful: one of low, medium, high, critical"],
])("images %s %j %j is refused before anything is asked", async (action, options, names, words) => {
  await expect(async () => run(action, options, names)).rejects.toThrow(new UsageError(words));
});
