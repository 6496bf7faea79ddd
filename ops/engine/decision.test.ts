import { expect, test } from "@jest/globals";
import { aptPlan, decideEngine, ENGINE_PACKAGES, type EngineSituation } from "./decision.ts";
import { parseOsRelease } from "./os-release.ts";

const debian = { id: "debian", name: "Debian GNU/Linux 12 (bookworm)", debian: true };
const fedora = { id: "fedora", name: "Fedora Linux 42", debian: false };
const bare: EngineSituation = { answer: "silent", dockerHost: undefined, installed: false, root: true, systemd: true, distribution: debian };

test("an engine that answers is left alone", () => {
  expect(decideEngine({ ...bare, answer: "answers" })).toEqual({ action: "none" });
});

test("root on Debian: install, or start what is installed", () => {
  expect(decideEngine(bare)).toEqual({ action: "install" });
  expect(decideEngine({ ...bare, installed: true })).toEqual({ action: "start" });
});

test.each<[string, Partial<EngineSituation>, RegExp, RegExp]>([
  ["an engine the user chose", { dockerHost: "ssh://far" }, /DOCKER_HOST=ssh:\/\/far/, /unset DOCKER_HOST/],
  ["an engine the user chose, denied", { dockerHost: "unix:///x.sock", answer: "denied" }, /DOCKER_HOST/, /unset DOCKER_HOST/],
  ["a socket that is denied", { answer: "denied", root: false }, /may not use its socket/, /usermod -aG docker/],
  ["installed, not root, systemd", { installed: true, root: false }, /does not run/, /^sudo systemctl start docker$/],
  ["installed, not root, no systemd", { installed: true, root: false, systemd: false }, /does not run/, /^sudo service docker start$/],
  ["not installed, not root", { root: false }, /No Docker Engine is installed \(Debian/, /^sudo apt-get install -y docker\.io$/],
  ["another distribution, root", { distribution: fedora }, /Fedora/, /dnf install moby-engine/],
  ["macOS", { root: false, distribution: { id: "darwin", name: "darwin", debian: false } }, /darwin/, /Docker Desktop/],
])("%s is told, never changed", (_, part, message, fix) => {
  const decision = decideEngine({ ...bare, ...part });
  expect(decision.action).toBe("tell");
  expect(decision).toMatchObject({ message: expect.stringMatching(message), fix: expect.stringMatching(fix) });
});

test("apt-get asks nothing and waits for another apt-get", () => {
  expect(aptPlan(ENGINE_PACKAGES)).toEqual([
    ["apt-get", "-o", "DPkg::Lock::Timeout=120", "update"],
    ["apt-get", "-o", "DPkg::Lock::Timeout=120", "install", "-y", "--no-install-recommends", "docker.io", "iptables", "ca-certificates"],
  ]);
});

test.each([
  ['PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nNAME="Debian GNU/Linux"\nID=debian\n', debian],
  ["ID=linuxmint\nID_LIKE='ubuntu debian'\nPRETTY_NAME='Linux Mint 22'", { id: "linuxmint", name: "Linux Mint 22", debian: true }],
  ['NAME="Fedora Linux"\nID=fedora\nPRETTY_NAME="Fedora Linux 42"', fedora],
  ["# nothing\n", { id: "unknown", name: "unknown", debian: false }],
])("os-release %#", (text, expected) => {
  expect(parseOsRelease(text)).toEqual(expected);
});
