/** Raised when work stopped for a reason that the user must see, with what to do next; never a stack trace. */
export class StoppedError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "StoppedError";
  }
}
