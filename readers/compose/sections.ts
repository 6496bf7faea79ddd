/** Sections besides `services` whose entries services name. */
export const SECTIONS = ["networks", "volumes", "secrets", "configs"] as const;
export type Section = (typeof SECTIONS)[number];
