/** What the engine's BuildKit says of an image's build: kept in a file, told when the build fails, and read for whether to try again. */
import * as pulumi from "@pulumi/pulumi";
import { mkdir, readFile, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { setTimeout } from "node:timers/promises";
import type { Works } from "./hooks.ts";

/** Below the checkout; by the image's name in the plan. */
const fileOf = (image: string) => join(".sutazai", "builds", `${image}.log`);

/** As the provider must see it, which works in the folder of the program. The engine's old builder writes none: its error has its words. */
export const buildLogInput = (image: string): string => join("..", fileOf(image));

/** How often a build that lost its registry or mirror is begun again; what is built of it by then stays in the cache. */
const RETRIES = 2;
const PAUSE_MS = 5000;
const TOLD_LINES = 25;

/** Words of npm, pip, apt, Go, Maven and wget for a connection that failed or was cut, or a server that had none to spare. */
const LOST = new RegExp(
  [
    "ECONNRESET", "ECONNREFUSED", "ETIMEDOUT", "EAI_AGAIN", "ERR_SOCKET_TIMEOUT",
    "connection (was )?(reset|refused|timed out)", "i/o timeout", "TLS handshake timeout", ": unexpected EOF$", "IncompleteRead", "ReadTimeoutError", "ProtocolError",
    "Temporary failure (in name resolution|resolving)", "no such host", "Could not (connect|resolve)", "Connection failed", "Premature end of",
    "\\b(429 Too Many|50[0234] (Internal Server|Bad Gateway|Service Unavailable|Gateway Time))", "stream error.*INTERNAL_ERROR",
  ].join("|"),
  "i",
);

/** The line by which a build failed for want of the network, if any. */
export const lostConnection = (lines: readonly string[]): string | undefined => lines.findLast((line) => LOST.test(line));

/** What belongs to the creation of an image that is built: a new log before it; after a failure its last lines, and another try where only the network was at fault. */
export function buildWorks(image: string, root: string): Works {
  const file = join(root, fileOf(image));
  return {
    beforeCreate: async () => {
      await mkdir(dirname(file), { recursive: true, mode: 0o700 });
      await rm(file, { force: true });
    },
    onError: async ({ errors }) => {
      const told = failedStep(await readFile(file, "utf8").catch(() => ""));
      const lost = lostConnection(told.length > 0 ? told : (errors[0] ?? "").split("\n"));
      if (lost !== undefined && errors.length <= RETRIES) {
        await pulumi.log.warn(`image ${image}: its build lost a connection (${lost.trim()}); it is begun again, for the ${errors.length === 1 ? "first" : "last"} time`);
        await setTimeout(PAUSE_MS * errors.length);
        return true;
      }
      if (told.length > 0) await pulumi.log.error(`image ${image} was not built; the last lines of its build (all of it: ${fileOf(image)}):\n${told.map((line) => `  ${line}`).join("\n")}`);
      return false;
    },
  };
}

/** The last lines of the step that failed in the last try, which follows the others in the log; of the whole try when no step has. */
export function failedStep(log: string): string[] {
  const lines = log.split("\n").filter((line) => line.trim() !== "");
  const tried = lines.slice(Math.max(0, lines.findLastIndex((line) => line.startsWith("#0 "))));
  const step = tried.map((line) => /^#\d+ (?=ERROR)/.exec(line)?.[0]).findLast((found) => found !== undefined);
  const own = step === undefined ? tried : tried.filter((line) => line.startsWith(step));
  return own.slice(-TOLD_LINES).map((line) => line.slice(0, 300));
}
