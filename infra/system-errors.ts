/** What the system's error codes mean, in words. */
const WORDS = {
  ENOSPC: "the disk is full",
  EDQUOT: "the disk quota is used up",
  EACCES: "permission denied",
  EPERM: "not permitted (is the file immutable, or another's?)",
  EROFS: "the file system is read-only",
  EIO: "the disk has an error",
  ENAMETOOLONG: "the name is too long",
  EEXIST: "something is there already",
  ENOENT: "nothing is there",
  EISDIR: "it is a folder",
  ENOTDIR: "a part of the path is no folder",
  ELOOP: "its links lead in a circle",
} as const satisfies Readonly<Record<string, string>>;

export type SystemCode = keyof typeof WORDS;

export const isSystemCode = (code: string | undefined): code is SystemCode => code !== undefined && code in WORDS;

/** Why a call to the system failed: words and the code; of another error its message. */
export function reasonOf(error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  return isSystemCode(code) ? `${WORDS[code]} (${code})` : error instanceof Error ? error.message : String(error);
}
