import fc from "fast-check";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";
import { dockerfileText } from "/work/wt/a1/tests/differential/dockerfiles.ts";
import { ours, theirs } from "/work/wt/a1/tests/differential/compare.ts";
const n = Number(process.argv[2] ?? 2000), seed = Number(process.argv[3] ?? 1);
const texts = process.argv[4] ? process.argv.slice(4).map(f => readFileSync(f, "utf8")) : fc.sample(dockerfileText, { numRuns: n, seed });
const answers = JSON.parse(execFileSync("/tmp/a1/bkanswer", { input: JSON.stringify(texts), maxBuffer: 1e9 }).toString());
let bad = 0, valid = 0, refused = 0;
texts.forEach((t, i) => {
  const b = theirs(answers[i]), a = ours(t);
  if (b.valid) valid++; if (!b.instructions) refused++;
  const same = a.valid === b.valid && (!b.instructions || (a.escape === b.escape && isDeepStrictEqual(JSON.parse(JSON.stringify(a.instructions)), JSON.parse(JSON.stringify(b.instructions)))));
  if (!same && ++bad <= 6) console.log(JSON.stringify(t), "\n OURS", JSON.stringify(a), "\n BK  ", JSON.stringify(b), answers[i].refused, answers[i].invalid);
});
console.log({ n: texts.length, bad, valid, refused });
