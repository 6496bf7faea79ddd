/** Made-up Dockerfiles for comparing this project's parser with BuildKit's: real pieces in odd orders, from a fixed seed. */
import fc from "fast-check";

const keyword = fc.constantFrom("FROM", "RUN", "COPY", "ADD", "ENV", "LABEL", "ARG", "CMD", "ENTRYPOINT", "HEALTHCHECK", "USER", "WORKDIR", "EXPOSE", "VOLUME", "SHELL", "ONBUILD", "STOPSIGNAL", "MAINTAINER", "run", "From", "IMPORT");
const word = fc.constantFrom(
  "alpine", "AS", "as", "base", "a=b", "b", "c='d e'", 'f="g h"', "--from=base", "--chown=1:1", "--mount=type=cache,target=/x", "--interval=5s", "--", "--x", "CMD", "NONE", "cmd",
  '["a", "b"]', '["a", 1]', "[", "[]", '["a" "b"]', "${X:-d}", "${X}", "$X", "${X", "${}", "<<EOF", "<<-EOF", "<< EOF", '<<"EOF"', "<<'A'", "3<<EOF", "<<EOF<<EOF", "<", "<<", "\\\\", "\\ ", "\\\"", "'", '"', "`", "=x", "x=", "RUN", "#", "# c", ";", "&&", "\u00a0", "\u0085", "é", "中", "\v", "\r",
);
const blank = fc.constantFrom(" ", " ", " ", "  ", "\t", "");
const ending = fc.constantFrom("\n", "\n", "\n", "\r\n", "\\\n", " \\\n", "\\ \t\n", "\\\\\n", "`\n", " `\r\n", "\\\r\n", "\n\n");
const line = fc.oneof(
  { weight: 8, arbitrary: fc.tuple(blank, keyword, fc.array(fc.tuple(blank, word), { maxLength: 5 }), ending).map(([b, k, words, e]) => b.trim() + k + " " + words.flat().join("") + e) },
  { weight: 3, arbitrary: fc.tuple(blank, fc.array(fc.tuple(word, blank), { maxLength: 4 }), ending).map(([b, words, e]) => b + words.flat().join("") + e) },
  { weight: 2, arbitrary: fc.constantFrom("EOF\n", "\tEOF\n", "A\n", " EOF\n", "EOF\r\n", "# comment\n", "  # comment \\\n", "#\n", "\n", "\\\n", "  \n", "#escape=`\n") },
);
const directive = fc.constantFrom("", "", "", "# escape=`\n", "#syntax = docker/dockerfile:1\n", "# escape = \\\n", "#escape=x\n", "# check=skip=all\n# escape=`\n", "\uFEFF", "\uFEFF# escape=`\n", "# escape=`\n# escape=`\n", "# other=1\n# escape=`\n");

/** Any text that looks like a Dockerfile. */
export const dockerfileText: fc.Arbitrary<string> = fc
  .tuple(directive, fc.constantFrom("FROM alpine\n", "FROM alpine AS base\n", "ARG X=1\nFROM a:$X\n", ""), fc.array(line, { maxLength: 8 }), fc.constantFrom("", "EOF\n", "EOF", "A\nEOF\n"))
  .map(([d, from, lines, end]) => d + from + lines.join("") + end);
