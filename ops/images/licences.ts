/** `images licences`: what licences the packages in the images have, from their bills of materials. */
import { readFileSync } from "node:fs";
import { counted } from "../../infra/words.ts";
import { EXIT, type Context, type ExitCode } from "../command.ts";
import { componentsOf, type Component } from "./cyclonedx.ts";
import { makeSboms, sayMissing } from "./sbom.ts";

export interface LicenceRow {
  readonly licence: string;
  /** `name version`, each once over all images. */
  readonly packages: readonly string[];
  readonly images: readonly string[];
}

export const UNKNOWN = "not stated";
const PACKAGES_SHOWN = 4;

export async function listLicences(context: Context, names: readonly string[]): Promise<ExitCode> {
  const { stack, sboms, missing } = await makeSboms(context, names, "cyclonedx");
  const rows = licenceRows(sboms.map(({ image, file }) => ({ image: image.name, components: componentsOf(readFileSync(file, "utf8")) })));
  context.out.table([
    ["LICENCE", "PACKAGES", "IMAGES", "SUCH AS"],
    ...rows.map((r) => [r.licence, String(r.packages.length), String(r.images.length), r.packages.slice(0, PACKAGES_SHOWN).join(", ") + (r.packages.length > PACKAGES_SHOWN ? " ..." : "")]),
  ]);
  const unknown = rows.find((r) => r.licence === UNKNOWN)?.packages.length ?? 0;
  context.out.line(`\n${counted(rows.filter((r) => r.licence !== UNKNOWN).length, "licence")} in ${counted(sboms.length, "image")}; ${counted(unknown, "package does", "packages do")} not state one`);
  sayMissing(context, missing);
  context.out.json({ stack, licences: rows, missing });
  return EXIT.done;
}

/** A row for each licence, most packages first; a package with two licences is in both rows. */
export function licenceRows(images: readonly { readonly image: string; readonly components: readonly Component[] }[]): LicenceRow[] {
  const rows = new Map<string, { packages: Set<string>; images: Set<string> }>();
  for (const { image, components } of images) {
    for (const { name, version, licences } of components) {
      for (const licence of licences.length > 0 ? licences : [UNKNOWN]) {
        const row = rows.get(licence) ?? { packages: new Set(), images: new Set() };
        rows.set(licence, row);
        row.packages.add(`${name} ${version}`);
        row.images.add(image);
      }
    }
  }
  const sorted = [...rows].map(([licence, { packages, images: holders }]): LicenceRow => ({ licence, packages: [...packages].sort(), images: [...holders].sort() }));
  return sorted.sort((a, b) => b.packages.length - a.packages.length || a.licence.localeCompare(b.licence));
}
