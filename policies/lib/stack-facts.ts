/** What the settings of the judged stack say to the pack; a program that is not of this platform has none of them. */
export interface StackFacts {
  /** `sutazai:environment`. */
  readonly environment?: string;
}

/** @param config the stack's settings as Pulumi puts them into the environment of a pack: one JSON object of texts, or nothing. */
export function stackFacts(config: string | undefined): StackFacts {
  const settings = config === undefined || config === "" ? {} : (JSON.parse(config) as Record<string, string>);
  const environment = settings["sutazai:environment"];
  return environment === undefined ? {} : { environment };
}
