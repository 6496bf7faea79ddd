import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { treeOf } from "../tree.ts";
import { auditOf, worstFiles } from "./audit.ts";
import { destructiveLines, mayDestroy } from "./destructive.ts";
import { AUDIT_RULES } from "./rules.ts";

/** An estate in which everything is wrong once. */
const BAD = {
  "a/Dockerfile": "FROM python\nENV API_KEY=abc\nRUN apt-get install -y gcc\nRUN curl x | sh\nADD https://x/y /y\nCOPY gone *.none ../up /x || true\nUSER app\nRUN useradd x\nHEALTHCHECK curl\nUSER root\n",
  "b/Dockerfile": "FROM alpine:3\nRUN useradd x && apt-get update\nUSER ${WHO}\n",
  "requirements.txt": "a==1\na==2\nb===\n-r gone.txt\nc==LATEST\n../x\n",
  "base-requirements.txt": "",
  "compose.yml":
    "services:\n  a:\n    build: {context: nowhere}\n    environment: {DB_PASSWORD: x}\n    privileged: true\n    depends_on: [z]\n    volumes: [/var/run/docker.sock:/s, ./gone:/g]\n    env_file: gone.env\n    mem_limit: 4Gi\n    ports: ['1:1', '1:2']\n  a b:\n    image: x\n    ports:\n    depends_on: [a b]\n  c: {build: {context: b, dockerfile: No}}\n  d: {build: {context: b, target: none}}\n  e:\n",
  "docker-compose.two.yml": "services:\n  a:\n    image: x:1\n    image: x:2\n",
  "docker-compose.bad.yml": "services: [\n",
  "compose.list.yml": "- 1\n",
  "clean.sh": "docker system prune -af --volumes\n",
  "\\xff/Dockerfile": "\uFEFFFROM a:1\r\n",
};
const bad = () => auditOf(treeOf(BAD, { "x.Dockerfile": "/etc/passwd" }));

describe("auditOf", () => {
  test("finds everything, each with file, line, message and fix", () => {
    const { findings } = bad();
    expect(findings.filter(({ file }) => file === "a/Dockerfile").map(({ rule, line, message }) => `${line} ${rule}: ${message}`)).toEqual([
      "0 dockerfile-health: no HEALTHCHECK",
      "0 dockerfile-root: USER root",
      "0 dockerfile-unpinned: python is another image every week",
      "2 dockerfile-secret: ENV API_KEY holds a secret in clear (literal)",
      "3 dockerfile-recommends: installs what is only recommended",
      "4 dockerfile-pipe-to-shell: what is downloaded is run unseen",
      "5 dockerfile-add-url: https://x/y",
      "6 dockerfile-copy-escape: ../up is taken from the context's root",
      "6 dockerfile-copy-glob: *.none matches nothing in a",
      "6 dockerfile-copy-missing: gone is not in a",
      "6 dockerfile-copy-missing: ../up is not in a",
      "6 dockerfile-copy-missing: /x is not in a",
      "6 dockerfile-copy-missing: || is not in a",
      "6 dockerfile-copy-words: words such as || and 2>/dev/null are taken for sources",
      "8 dockerfile-root-command: needs root, but USER above it is another",
      "9 dockerfile-invalid: HEALTHCHECK type not CMD or NONE",
    ]);
    const found = new Set(findings.map(({ rule }) => rule));
    expect(Object.keys(AUDIT_RULES).filter((rule) => !found.has(rule as never))).toEqual(["unreadable"]);
    expect(findings.every(({ fix, message }) => fix !== "" && message !== "" && !message.includes("undefined"))).toBe(true);
  });

  test("a file or folder that cannot be read is a finding, and everything else is read", () => {
    const tree = treeOf({ Dockerfile: "FROM a:1\nUSER 1\nHEALTHCHECK CMD x\n", "big/Dockerfile": "" });
    const read = tree.read.bind(tree);
    tree.read = (path) => (path === "big/Dockerfile" ? { problem: "EACCES: permission denied" } : read(path));
    const { findings, summary } = auditOf(tree);
    expect(findings.filter(({ rule }) => rule === "unreadable")).toEqual([{ rule: "unreadable", severity: "error", file: "big/Dockerfile", line: 0, message: "EACCES: permission denied", fix: AUDIT_RULES.unreadable.fix }]);
    expect([summary.dockerfiles, summary.dockerfiles_invalid]).toEqual([2, 1]);
  });

  test("one instruction of a megabyte and a file of fifty thousand packages are read in time", () => {
    const tree = treeOf({ Dockerfile: `FROM a:1\nRUN ${"x && ".repeat(60_000)}y\nRUN a \\\n${"b \\\n".repeat(60_000)}`, "requirements.txt": Array.from({ length: 50_000 }, (_, i) => `p${i}==1`).join("\n") });
    const before = process.cpuUsage();
    const { summary } = auditOf(tree);
    const { user } = process.cpuUsage(before);
    expect([summary.packages, user < 5_000_000]).toEqual([50_000, true]);
  });

  test("the worst files stand first", () => {
    const rows = worstFiles(bad().findings, 3);
    expect(rows.map(({ file }) => file)).toEqual(["compose.yml", "a/Dockerfile", "requirements.txt"]);
    expect(rows[2]).toEqual({ file: "requirements.txt", errors: 3, warnings: 3, notes: 0, score: 21, first: "b===" });
  });

  test("nothing in a file makes it throw", () => {
    const name = fc.constantFrom("Dockerfile", "requirements.txt", "compose.yml", "x.sh", "README.md", "Makefile");
    fc.assert(fc.property(fc.dictionary(name, fc.oneof(fc.uint8Array({ maxLength: 200 }), fc.string({ unit: "binary", maxLength: 200 }).map((text) => Buffer.from(text)))), (files) => {
      auditOf(treeOf(files));
    }), { numRuns: 60 });
  });
});

describe("destructiveLines", () => {
  test.each<[string, string, number[]]>([
    ["x.sh", "docker system prune -af --volumes\ndocker system prune -f\ndocker volume rm a b\ndocker volume ls -q | xargs docker volume rm\nsudo docker volume prune -f\n", [1, 3, 4, 5]],
    ["x.sh", "docker compose -f a.yml down -v\ndocker-compose down --volumes\ndocker compose down\ndocker compose up -d -V\n# docker volume rm a\necho docker volume rm a\n", [1, 2]],
    ["x.sh", "rm -rf /var/lib/postgresql/data\nrm -rf ./data/*\nrm -rf /var/lib/apt/lists/*\nrm -f data/x\nrm -r build/data\nrm -rf /\nrm -fr \\\n  volumes/\n", [1, 2, 6, 7]],
    ["x.sh", "docker run --rm -v db:/data alpine rm -rf /data\ndocker exec db rm -f /data/x\ndocker rm -f data\n", [1]],
    ["compose.yml", "services:\n  a:\n    command: docker volume rm x\n", []],
    ["Makefile", "clean:\n\t@docker compose down -v\n\t-rm -rf ./volumes\n", [2, 3]],
    [".github/workflows/ci.yml", "jobs:\n  a:\n    steps:\n      - run: docker compose down -v\n      - run: |\n          docker volume prune -f\n", [4, 6]],
    ["docs/run.md", "Use `docker compose down -v` to clean, never docker volume prune.\n\n```sh\n$ docker volume rm x\n```\n\nrm -rf data\n", [1, 4]],
  ])("%s", (path, text, lines) => {
    expect(mayDestroy(path)).toBe(true);
    expect(destructiveLines(path, text).map(({ line }) => line)).toEqual(lines);
  });

  test("other files are not looked at", () => {
    expect(["a.py", "docs/x.txt", "Dockerfile"].map(mayDestroy)).toEqual([false, false, false]);
  });
});
