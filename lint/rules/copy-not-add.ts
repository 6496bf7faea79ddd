import { isUrl, sourcesOf } from "../copy-sources.ts";
import type { LintRule } from "../rule.ts";
import { stepsOf } from "../subject.ts";

const ARCHIVE = /\.(tar|tar\.(gz|bz2|xz|zst|Z)|t?(gz|bz2|xz)|tgz|tbz2?|txz)$/i;

export const copyNotAdd: LintRule = {
  name: "copy-not-add",
  description: "Files come in by COPY; ADD only unpacks an archive of the context.",
  severity: "medium",
  remedy: "Write COPY for files. For a download: RUN with curl and a checksum, in a build stage.",
  controls: { cis: ["4.9"], soc2: ["CC6.8"], iso27001: ["A.5.21", "A.8.7"] },
  check: (subject) =>
    stepsOf(subject).flatMap(({ instruction, resolve }) => {
      if (instruction.keyword !== "ADD") return [];
      const sources = sourcesOf(instruction).map(resolve);
      const checked = instruction.flags.some((f) => f.startsWith("--checksum="));
      return sources.flatMap((source) => {
        if (isUrl(source)) return checked ? [] : [{ line: instruction.line, must: "download nothing that is not checked", got: `ADD ${source}`, fix: "download in RUN and compare its sha256, or give ADD --checksum" }];
        return ARCHIVE.test(source) || source.includes("$") ? [] : [{ line: instruction.line, must: "take files in by COPY", got: `ADD ${source}`, fix: `write COPY ${source}` }];
      });
    }),
};
