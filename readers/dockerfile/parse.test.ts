import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { dockerfileText } from "../../tests/differential/dockerfiles.ts";
import { parseDockerfile } from "./parse.ts";

const brief = (text: string) => parseDockerfile(text).instructions.map(({ keyword, line, endLine, flags, args }) => [keyword, line, endLine, ...flags, ...args]);
const errors = (text: string) => parseDockerfile(text).errors.map(({ line, message }) => `${line}: ${message}`);

describe("parseDockerfile", () => {
  test("joins continued lines, over comments and blank lines, and keeps the lines of the file", () => {
    expect(brief("# c\nFROM a AS b\r\n\r\nRUN x \\\r\n  # no end\r\n\r\n  && y\r\nUSER 1\r\n")).toEqual([
      ["FROM", 2, 2, "a", "AS", "b"],
      ["RUN", 4, 7, "x   && y"],
      ["USER", 8, 8, "1"],
    ]);
  });

  test("obeys the escape directive, also after a byte order mark", () => {
    const file = parseDockerfile("\uFEFF# escape=`\nFROM a\nRUN dir c:\\ `\n /s\n");
    expect([file.escape, file.instructions[1]!.value]).toEqual(["`", "dir c:\\  /s"]);
  });

  test("gives here-documents to their instruction, in every spelling", () => {
    const [, run, copy] = parseDockerfile("FROM a\nRUN <<-'ONE' cat > x && cat << TWO\n\tone\n\tONE\n$two\nTWO\nCOPY <<\"E\" /etc/e\nE\n").instructions;
    expect([run!.endLine, run!.heredocs]).toEqual([
      6,
      [
        { name: "ONE", descriptor: 0, chomp: true, expand: false, content: "\tone\n" },
        { name: "TWO", descriptor: 0, chomp: false, expand: true, content: "$two\n" },
      ],
    ]);
    expect(copy!.args).toEqual(['<<"E"', "/etc/e"]);
  });

  test("takes the JSON form for what it is, and for words where it is broken", () => {
    expect(parseDockerfile('FROM a\nCMD ["x", "y z"]\nCMD [x]\n').instructions.slice(1).map(({ json, args }) => [json, args])).toEqual([
      [true, ["x", "y z"]],
      [false, ["[x]"]],
    ]);
  });

  test("reads pairs of ENV in both forms and of ARG without a value", () => {
    expect(parseDockerfile("ARG V\nFROM a\nENV A=1 B='2 3' C=\nENV D e = f\n").instructions.map(({ pairs }) => pairs)).toEqual([
      [{ name: "V", value: undefined }],
      [],
      [
        { name: "A", value: "1" },
        { name: "B", value: "'2 3'" },
        { name: "C", value: "" },
      ],
      [{ name: "D", value: "e = f" }],
    ]);
  });

  test("lists everything that BuildKit would refuse, each with its line, and reads on", () => {
    expect(
      errors("RUN x\nFROM a b\nENV A=1 B\nHEALTHCHECK curl x\nCOPY a\nUSER\nimport os\nCOPY --form=a b c\nCMD [1]\nRUN <<EOF\nx\n"),
    ).toEqual([
      "1: first instruction not FROM or ARG: RUN",
      "2: FROM without one or three words: FROM a b",
      "3: ENV: can't find = in pair: B",
      "4: HEALTHCHECK type not CMD or NONE: HEALTHCHECK curl x",
      "5: COPY or ADD with less than two words: COPY a",
      "6: instruction without a value: USER alone",
      "7: unknown instruction: IMPORT",
      "8: flag: COPY has no --form=a",
      "9: JSON form holds something else than strings: 1",
      "10: unterminated heredoc: no line is EOF",
    ]);
    expect([errors(""), errors("# only\n\n")].flat().map((e) => e.split(":")[1])).toEqual([" no instruction", " no instruction"]);
  });

  test("an unknown flag hides no other error of its instruction", () => {
    expect(errors("FROM --plat=x a b\nHEALTHCHECK --intervall=5s\nHEALTHCHECK --intervall=5s curl x\nCOPY --chwn=a b\nHEALTHCHECK --intervall=5s NONE\n")).toEqual([
      "1: FROM without one or three words: FROM a b",
      "1: flag: FROM has no --plat=x",
      "2: HEALTHCHECK type not CMD or NONE: HEALTHCHECK alone",
      "2: flag: HEALTHCHECK has no --intervall=5s",
      "3: HEALTHCHECK type not CMD or NONE: HEALTHCHECK curl x",
      "3: flag: HEALTHCHECK has no --intervall=5s",
      "4: COPY or ADD with less than two words: COPY b",
      "4: flag: COPY has no --chwn=a",
    ]);
  });

  test("never throws, and its lines are those of the file", () => {
    fc.assert(
      fc.property(fc.oneof(dockerfileText, fc.string({ unit: "binary" }), fc.string()), (text) => {
        const { instructions } = parseDockerfile(text);
        const lines = text.split("\n");
        let last = 0;
        for (const { line, endLine, keyword } of instructions) {
          expect(line).toBeGreaterThan(last);
          expect(endLine).toBeGreaterThanOrEqual(line);
          if (/^[A-Z]+$/.test(keyword) && endLine === line) expect(lines[line - 1]!.toUpperCase()).toContain(keyword);
          last = endLine;
        }
        expect(last).toBeLessThanOrEqual(lines.length);
      }),
      { numRuns: 300 },
    );
  });

  test("what it read reads the same when printed again", () => {
    fc.assert(
      fc.property(dockerfileText, (text) => {
        const first = parseDockerfile(text);
        fc.pre(first.errors.length === 0 && first.instructions.every(({ original }) => !/[\\`][ \t]*$/.test(original)));
        const printed = `# escape=${first.escape}\n` + first.instructions.map((i) => [i.original + "\n", ...i.heredocs.map((h) => `${h.content}${h.name}\n`)].join("")).join("");
        const plain = (file: typeof first) => file.instructions.map(({ keyword, flags, args, heredocs }) => ({ keyword, flags, args, heredocs }));
        const again = parseDockerfile(printed);
        expect(plain(again)).toEqual(plain(first));
      }),
      { numRuns: 300 },
    );
  });
});
