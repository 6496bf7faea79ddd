/** The head of the error that a refused deploy ends with; the command line knows it by this. */
export const REFUSED = "refused by the policies; nothing was changed";
