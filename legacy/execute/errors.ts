/** Raised when work stopped for a reason that the user must see, with what to do next; never a stack trace. */
export class StoppedError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "StoppedError";
  }
}

const WORDS: Readonly<Record<string, string>> = {
  ENOSPC: "the disk is full",
  EDQUOT: "the disk quota is used up",
  EACCES: "permission denied",
  EPERM: "not permitted (is the file immutable, or another's?)",
  EROFS: "the file system is read-only",
  EIO: "the disk has an error",
  ENAMETOOLONG: "the name is too long",
  EEXIST: "something is there already",
  ENOENT: "nothing is there",
};

/** Why a call to the system failed, in words. */
export function reasonOf(error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  return (code && WORDS[code] && `${WORDS[code]} (${code})`) || (error instanceof Error ? error.message : String(error));
}
