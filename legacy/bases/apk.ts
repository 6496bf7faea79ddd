/** Alpine packages whose Debian counterpart is known: the same project, packaged by both. What is not here is not guessed. */

export interface Counterpart {
  readonly debian: readonly string[];
  /** The project that both packages are made from, by which Alpine's and Debian's package indexes list them. */
  readonly project: string;
}

const same = (debian: string, project = debian): Counterpart => ({ debian: [debian], project });

export const DEBIAN_OF: Readonly<Record<string, Counterpart>> = {
  "bash": same("bash", "GNU Bash"),
  "build-base": same("build-essential", "GCC, GNU make and the C library's headers"),
  "ca-certificates": same("ca-certificates", "Mozilla's authorities"),
  "cargo": same("cargo", "Rust"),
  "coreutils": same("coreutils", "GNU coreutils"),
  "curl": same("curl"),
  "dumb-init": same("dumb-init"),
  "g++": same("g++", "GCC"),
  "gcc": same("gcc", "GCC"),
  "git": same("git"),
  "jq": same("jq"),
  "libffi-dev": same("libffi-dev", "libffi"),
  "libstdc++": same("libstdc++6", "GCC"),
  "libxml2-dev": same("libxml2-dev", "libxml2"),
  "libxslt-dev": same("libxslt1-dev", "libxslt"),
  "linux-headers": same("linux-libc-dev", "Linux"),
  "make": same("make", "GNU make"),
  "musl-dev": same("libc6-dev", "the C library's headers: musl's there, glibc's here"),
  "openssl": same("openssl", "OpenSSL"),
  "openssl-dev": same("libssl-dev", "OpenSSL"),
  "postgresql-client": same("postgresql-client", "PostgreSQL"),
  "postgresql-dev": same("libpq-dev", "PostgreSQL"),
  "procps": same("procps", "procps-ng"),
  "py3-pip": same("python3-pip", "pip"),
  "python3": same("python3", "CPython"),
  "python3-dev": same("python3-dev", "CPython"),
  "rust": same("rustc", "Rust"),
  "tini": same("tini"),
  "tzdata": same("tzdata", "IANA's time zones"),
  "wget": same("wget", "GNU Wget"),
};
