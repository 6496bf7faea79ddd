/** What an image of the engine holds, read from its file system without running anything of it. */
import type Docker from "dockerode";
import { randomBytes } from "node:crypto";
import { text } from "node:stream/consumers";
import { extract } from "tar-stream";
import { orAbsent } from "../../engine/client.ts";
import { notesPackages, packagesIn } from "../../legacy/packages.ts";
import type { ImageFacts } from "../../legacy/proof.ts";
import { EnvironmentError } from "../command.ts";
import { VALIDATE_LABEL } from "../validate/run.ts";

/** @throws EnvironmentError when the engine does not have the image. */
export async function imageFacts(docker: Docker, image: string): Promise<ImageFacts> {
  const inspected = await orAbsent(docker.getImage(image).inspect());
  if (inspected === undefined) throw new EnvironmentError(`the engine has no image ${image}`, `docker pull ${image}, or build it first`);
  const { Config } = inspected;
  const packages = packagesIn(await packageFiles(docker, image));
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

/** The notes of package managers, from a container that is created, never started, and removed. */
async function packageFiles(docker: Docker, image: string): Promise<Map<string, string>> {
  const container = await docker.createContainer({ Image: image, Cmd: ["/"], Labels: { [VALIDATE_LABEL]: randomBytes(6).toString("hex") }, NetworkDisabled: true });
  try {
    const files = new Map<string, string>();
    const entries = extract();
    (await container.export()).on("error", (error: Error) => entries.destroy(error)).pipe(entries);
    for await (const entry of entries) {
      const path = entry.header.name.replace(/^\.?\//, "");
      if (entry.header.type !== "file" || !notesPackages(path)) entry.resume();
      else files.set(path, await text(entry));
    }
    return files;
  } finally {
    await container.remove({ force: true, v: true });
  }
}
