/** What `files[].generated` may name in the catalogue; index.ts has an implementation of each. */
export const GENERATED = ["prometheus"] as const;
export type GeneratorName = (typeof GENERATED)[number];
