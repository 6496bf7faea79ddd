import { UsageError } from "./command.ts";

/** `--profile`, repeatable and with commas. Whether a profile exists is for the settings to say. @throws UsageError for an empty name. */
export function addProfiles(words: string, all: readonly string[]): string[] {
  const names = words.split(",").map((name) => name.trim());
  if (names.includes("")) throw new UsageError(`--profile takes names of profiles, not "${words}"; ./sutazai catalogue --markdown has those of every service`);
  return [...all, ...names];
}

/** What a plan's services are of. */
export function profileWords(profiles: readonly string[]): string {
  return `${profiles.length === 1 ? "profile" : "profiles"} ${[...profiles].sort().join(", ")} and what ${profiles.length === 1 ? "it needs" : "they need"}`;
}
