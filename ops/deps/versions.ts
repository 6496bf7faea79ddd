/** The order of versions in each package system. Pure. */
import { compare as comparePython, valid as validPython } from "@renovatebot/pep440";
import semver from "semver";

/** Negative, zero or positive; undefined where the system's order is not known or a version is none of it. */
export type Order = (a: string, b: string) => number | undefined;

const ORDERS: Readonly<Record<string, Order>> = {
  PyPI: (a, b) => (validPython(a) && validPython(b) ? comparePython(a, b) : undefined),
  npm: bySemver,
  Go: bySemver,
  Debian: compareDebian,
};

/** By ecosystem as OSV calls it; a release (`Debian:12`) does not matter. */
export const orderOf = (ecosystem: string): Order => ORDERS[ecosystem.split(":")[0]!] ?? (() => undefined);

function bySemver(a: string, b: string): number | undefined {
  const [x, y] = [a, b].map((v) => semver.parse(v.replace(/^v/, ""), { loose: true }) ?? semver.coerce(v));
  return x && y ? semver.compare(x, y) : undefined;
}

/** dpkg's order (deb-version(7)): epoch, upstream version, revision; `~` sorts before everything, even the end. */
export function compareDebian(a: string, b: string): number {
  const [x, y] = [a, b].map(parts) as [Parts, Parts];
  return x.epoch - y.epoch || compareParts(x.upstream, y.upstream) || compareParts(x.revision, y.revision);
}

interface Parts {
  readonly epoch: number;
  readonly upstream: string;
  readonly revision: string;
}

function parts(version: string): Parts {
  const [, epoch = "0", rest] = /^(?:(\d+):)?(.*)$/s.exec(version)!;
  const dash = rest!.lastIndexOf("-");
  return { epoch: Number(epoch), upstream: dash < 0 ? rest! : rest!.slice(0, dash), revision: dash < 0 ? "" : rest!.slice(dash + 1) };
}

/** Alternately a part without digits, letter by letter, and a number. */
function compareParts(a: string, b: string): number {
  for (let [x, y] = [a, b]; x !== "" || y !== ""; ) {
    const [words, numbers] = [[x, y].map((s) => /^\D*/.exec(s)![0]!), [x, y].map((s) => /^\D*(\d*)/.exec(s)![1]!)] as [[string, string], [string, string]];
    const length = Math.max(words[0].length, words[1].length);
    for (let i = 0; i < length; i++) {
      const difference = weight(words[0][i]) - weight(words[1][i]);
      if (difference !== 0) return difference;
    }
    const difference = BigInt(numbers[0] || "0") - BigInt(numbers[1] || "0");
    if (difference !== 0n) return difference < 0n ? -1 : 1;
    [x, y] = [x.slice(words[0].length + numbers[0].length), y.slice(words[1].length + numbers[1].length)];
  }
  return 0;
}

/** `~` before the end, the end before letters, letters before the rest. */
function weight(letter: string | undefined): number {
  if (letter === undefined) return 0;
  if (letter === "~") return -1;
  return /[A-Za-z]/.test(letter) ? letter.charCodeAt(0) : letter.charCodeAt(0) + 256;
}
