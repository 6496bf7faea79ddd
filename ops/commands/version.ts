import { readFileSync } from "node:fs";
import { join } from "node:path";
import { EXIT, type CommandSpec } from "../command.ts";
import { engine } from "../../engine/client.ts";
import { findToolchain } from "../toolchain/index.ts";

export const version: CommandSpec = {
  name: "version",
  summary: "versions of this project and what it uses",
  run: async (context) => {
    const [tools, docker] = await Promise.all([findToolchain(context), engine().version().catch(() => undefined)]);
    const versions = {
      sutazai: projectVersion(context.root),
      node: process.versions.node,
      pulumi: tools ? `${tools.version} (${tools.origin})` : "not installed yet",
      engine: docker ? `${docker.Version} (API ${docker.ApiVersion})` : "does not answer",
    };
    context.out.table(Object.entries(versions));
    context.out.json(versions);
    return EXIT.done;
  },
};

/** The version of this checkout. */
export function projectVersion(root: string): string {
  return (JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string }).version;
}
