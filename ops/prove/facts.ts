/** What an image of the engine holds, read from its file system without running anything of it. */
import type Docker from "dockerode";
import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { extract } from "tar-stream";
import { orAbsent } from "../../engine/client.ts";
import { notesPackages, packagesIn } from "../../legacy/packages.ts";
import type { ImageFacts } from "../../legacy/proof.ts";
import { EnvironmentError } from "../command.ts";
import { readImage } from "../transient.ts";

/** @throws EnvironmentError when the engine does not have the image. */
export async function imageFacts(docker: Docker, image: string): Promise<ImageFacts> {
  const inspected = await orAbsent(docker.getImage(image).inspect());
  if (inspected === undefined) throw new EnvironmentError(`the engine has no image ${image}`, `docker pull ${image}, or build it first`);
  const { Config } = inspected;
  const packages = packagesIn(await readImage(docker, image, packageFiles));
  const user = Config.User || "root";
  return {
    user: user === "0" ? "root" : user,
    workingDirectory: Config.WorkingDir || "/",
    entrypoint: [Config.Entrypoint ?? []].flat(),
    command: Config.Cmd ?? [],
    ports: Object.keys(Config.ExposedPorts ?? {}).sort(),
    environment: Object.fromEntries((Config.Env ?? []).map((pair) => [pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1)])),
    ...packages,
  };
}

/** The notes of package managers. @param archive a file system as a tar. */
async function packageFiles(archive: Readable): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  const entries = extract();
  archive.on("error", (error: Error) => entries.destroy(error)).pipe(entries);
  for await (const entry of entries) {
    const path = entry.header.name.replace(/^\.?\//, "");
    if (entry.header.type !== "file" || !notesPackages(path)) entry.resume();
    else files.set(path, await text(entry));
  }
  return files;
}
