import { readFile } from "node:fs/promises";

/** What /etc/os-release says, as far as it matters: who packages software here. */
export interface Distribution {
  readonly id: string;
  readonly name: string;
  /** Debian, Ubuntu and what derives from them. */
  readonly debian: boolean;
}

/** Parses the text of /etc/os-release; pure. */
export function parseOsRelease(text: string): Distribution {
  const values = new Map<string, string>();
  for (const line of text.split("\n")) {
    const match = /^([A-Z_]+)=(?:"(.*)"|'(.*)'|(.*))$/.exec(line.trim());
    if (match) values.set(match[1]!, match[2] ?? match[3] ?? match[4] ?? "");
  }
  const id = values.get("ID") ?? "unknown";
  const family = [id, ...(values.get("ID_LIKE") ?? "").split(" ")];
  return { id, name: values.get("PRETTY_NAME") ?? id, debian: family.includes("debian") || family.includes("ubuntu") };
}

/** This machine's distribution; on a system without os-release, its platform. */
export async function distribution(): Promise<Distribution> {
  const text = await readFile("/etc/os-release", "utf8").catch(() => undefined);
  return text === undefined ? { id: process.platform, name: process.platform, debian: false } : parseOsRelease(text);
}
