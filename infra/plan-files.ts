import { posix } from "node:path";
import { filesVolumeName } from "./names.ts";
import type { PlannedFileSet } from "./plan-types.ts";
import { GENERATORS, type Surroundings } from "./generators/index.ts";
import type { Service } from "./service.ts";

/**
 * Groups a service's files by directory: the engine mounts volumes, and a volume is a directory.
 * @param chosen all services of the plan, for files that are generated from them.
 */
export function planFiles(around: Surroundings, s: Service, sources: ReadonlyMap<string, string>, chosen: readonly Service[]): PlannedFileSet[] {
  const directories = [...new Set(s.files.map((f) => posix.dirname(f.target)))].sort();
  return directories.map((directory) => ({
    volume: filesVolumeName(around.stack, s.name, directory),
    directory,
    files: s.files
      .filter((f) => posix.dirname(f.target) === directory)
      .map((f) => {
        const content = f.generated ? GENERATORS[f.generated](s, chosen, around) : (f.content ?? sources.get(f.source!) ?? "");
        return { path: posix.basename(f.target), content, secret: content.includes("{{secret:") };
      })
      .sort((a, b) => a.path.localeCompare(b.path)),
  }));
}

/** Puts the secrets in. @throws Error naming a secret that has no value. */
export function fillSecrets(content: string, secrets: Readonly<Record<string, string>>): string {
  return content.replaceAll(/\{\{secret:([^}]*)\}\}/g, (_, name: string) => {
    const value = secrets[name];
    if (value === undefined) throw new Error(`the secret "${name}" has no value; ./sutazai env creates what is missing`);
    return value;
  });
}
