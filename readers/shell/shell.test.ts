import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { programs } from "./commands.ts";
import { aptWithRecommends, pipesToShell } from "./facts.ts";
import { readShell } from "./read.ts";

const started = (text: string) => programs(readShell(text)).map(({ name, args, sudo }) => [...(sudo ? ["sudo"] : []), name, ...args].join(" "));

describe("programs", () => {
  test.each<[string, string[]]>([
    ["a 'b c' \"d $e\" f\\ g # not this", ["a b c d $e f g"]],
    ["a && b || c; d & e\nf | g |& h", ["a", "b", "c", "d", "e", "f", "g", "h"]],
    ["X=1 Y='2' make all >/dev/null 2>&1 <in &>log", ["make all"]],
    ["if ! test -f x; then apt-get update; fi", ["test -f x", "apt-get update"]],
    ["{ a; b; } && (c; d)", ["a", "b", "c", "d"]],
    ["sudo -u web -E /usr/bin/env A=1 timeout -k 5 10 apt-get update", ["sudo apt-get update"]],
    ["command -v curl && command curl x", ["command -v curl", "curl x"]],
    ['x="$(a | b)" c `d` <(e)', ["a", "b", "d", "e", "c `d` <(e)"]],
    ["sudo bash -ec 'a && b' z", ["sudo bash -ec a && b z", "sudo a", "sudo b"]],
    ["f() { a; }; echo $((1 + (2))) ${x:-$(no)} end", ["a", "echo $((1 + (2))) ${x:-$(no)} end"]],
    ["a \\\n b", ["a b"]],
    ["for i in 1 2; do a $i; done", ["for i in 1 2", "a $i"]],
    ["a 'open", ["a open"]],
  ])("%s", (text, wanted) => {
    expect(started(text)).toEqual(wanted);
  });
});

describe("aptWithRecommends", () => {
  test.each<[string, boolean]>([
    ["apt-get update && apt-get install -y curl", true],
    ["apt-get install -y --no-install-recommends curl", false],
    ["apt -y install curl", true],
    ["apt-get -o APT::Install-Recommends=false install curl", false],
    ["apt-get install --no-install-recommends a && apt-get install b", true],
    ["echo apt-get install x", false],
    ["(sudo DEBIAN_FRONTEND=noninteractive apt-get install x)", true],
  ])("%s", (text, wanted) => {
    expect(aptWithRecommends(readShell(text))).toBe(wanted);
  });
});

describe("pipesToShell", () => {
  test.each<[string, boolean]>([
    ["curl -fsSL https://x | sh", true],
    ["wget -qO- x | sudo -E bash -", true],
    ["curl x | tee y | /bin/bash -s -- -y", true],
    ['sh -c "$(curl -fsSL x)"', true],
    ["bash <(curl x)", true],
    ['eval "$(wget -O- x)"', true],
    ["bash -c 'curl x | sh'", true],
    ["(curl x) | (cd /; sh)", true],
    ["curl -o x https://x && sh x", false],
    ["curl x | tar xz", false],
    ["sh x | curl -T - y", false],
    ['V=$(curl x); echo "$V" | grep sh', false],
    ["bash < <(curl x)", true],
    ['bash <<< "$(curl x)"', true],
    ['eval `curl x`', true],
    ['bash -c "cd /x; $(curl x)"', true],
    ["V=$(curl x) bash install.sh", false],
    ["sh install.sh --version $(curl x)", false],
    ['bash install.sh "$(wget -qO- x)"', false],
  ])("%s", (text, wanted) => {
    expect(pipesToShell(readShell(text))).toBe(wanted);
  });
});

test("any text can be read, and fast", () => {
  const piece = fc.constantFrom("curl", "|", "sh", "$(", ")", "`", "'", '"', "{", "}", "\\", "\n", " ", "<(", "<<EOF", ";", "&&", "${", "$((", "#", "eval", "bash -c", "case x in a)");
  fc.assert(fc.property(fc.oneof(fc.array(piece, { maxLength: 60 }).map((p) => p.join(" ")), fc.array(piece, { maxLength: 60 }).map((p) => p.join("")), fc.string({ unit: "binary" })), (text) => {
    const script = readShell(text);
    pipesToShell(script);
    aptWithRecommends(script);
  }), { numRuns: 250 });
  expect(programs(readShell("$(".repeat(5000))).length).toBeLessThan(100);
  const before = performance.now();
  for (let i = 0; i < 3000; i++) programs(readShell("apt-get update && apt-get install -y --no-install-recommends curl gcc && rm -rf /var/lib/apt/lists/* && pip install 'x>1' | tee log"));
  expect(performance.now() - before).toBeLessThan(3000);
});
