/** How an image is built beyond its context, by what the engine and the settings offer. Pure. */
export interface BuildOptions {
  readonly buildArgs: Readonly<Record<string, string>>;
  /** Images of a registry whose layers may be taken instead of building them. */
  readonly cacheFroms: readonly string[];
}

/** From this API on the provider builds by BuildKit, below by the classic builder; both make the same files. */
const BUILDKIT_API: readonly [number, number] = [1, 39];

/** Where the last pushed image of a name is found, whatever its content. */
export const cacheReference = (push: string, tag: string): string => `${push}/${tag.slice(0, tag.lastIndexOf(":"))}:cache`;

/**
 * With BuildKit and a registry to push to: every image carries its build cache, and a build begins from the last pushed image and its base's.
 * Otherwise nothing: a stack that pushes nowhere has only the engine's own cache.
 * @param tags of the image and of the built image that it stands on, if any. @param push `registry.push` of the settings.
 */
export function buildOptions(api: readonly [number, number], push: string | undefined, tags: readonly string[]): BuildOptions {
  const buildkit = api[0] > BUILDKIT_API[0] || (api[0] === BUILDKIT_API[0] && api[1] >= BUILDKIT_API[1]);
  if (!buildkit || push === undefined) return { buildArgs: {}, cacheFroms: [] };
  return { buildArgs: { BUILDKIT_INLINE_CACHE: "1" }, cacheFroms: tags.map((tag) => cacheReference(push, tag)) };
}
