import type { Started } from "../readers/shell/commands.ts";

const COMPILERS = /^(gcc|g\+\+|clang|make|cmake|build-essential|build-base|golang(-go)?|rustc|cargo|default-jdk|openjdk-\d+-jdk(-headless)?|maven|gradle|linux-headers-\S+|libc6-dev|musl-dev)(=.*)?$/;
const INSTALLS: Readonly<Record<string, string>> = { "apt-get": "install", apt: "install", apk: "add", yum: "install", dnf: "install", microdnf: "install" };

/** Whether a program is a package manager of an operating system. */
export const installs = (program: string): boolean => program in INSTALLS;

/** Compilers that programs of a package manager install. */
export const compilersIn = (programs: readonly Started[]): string[] => programs.flatMap((p) => (p.args.includes(INSTALLS[p.name] ?? "\n") ? p.args.filter((arg) => COMPILERS.test(arg)) : []));
