/**
 * Records BuildKit's answers to made-up Dockerfiles: `node tests/differential/record.ts` (needs Go 1.26; the module and its
 * sums are in buildkit/). Run it again when buildkit/go.mod changes.
 */
import fc from "fast-check";
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { dockerfileText } from "./dockerfiles.ts";

const texts = fc.sample(dockerfileText, { numRuns: 1500, seed: 20 });
const answers = execFileSync("go", ["run", "."], { cwd: new URL("buildkit/", import.meta.url), input: JSON.stringify(texts), maxBuffer: 1 << 28 });
const recorded = (JSON.parse(answers.toString()) as unknown[]).map((answer, i) => [texts[i], answer]);
writeFileSync(new URL("buildkit-answers.json.gz", import.meta.url), gzipSync(JSON.stringify(recorded), { level: 9 }));
process.stdout.write(`${recorded.length} answers recorded\n`);
