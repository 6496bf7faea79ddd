import { readFileSync } from "node:fs";
import { z } from "zod";
import { ProblemsError } from "../../infra/problems.ts";
import type { Measured } from "../../legacy/duplicates/savings.ts";

/** What is taken of a report of `validate --report json`: the Dockerfile of each build, its seconds and the image's bytes. */
const reportSchema = z.object({ results: z.array(z.object({ dockerfile: z.string(), seconds: z.number().nonnegative().optional(), bytes: z.number().nonnegative().optional() })) });

/** @throws ProblemsError when the file is no such report. */
export function readMeasured(file: string): Measured {
  try {
    const { results } = reportSchema.parse(JSON.parse(readFileSync(file, "utf8")));
    return new Map(results.flatMap((r) => (r.seconds !== undefined && r.bytes !== undefined ? [[r.dockerfile, { seconds: r.seconds, bytes: r.bytes }] as const] : [])));
  } catch (error) {
    const got = error instanceof z.ZodError ? z.prettifyError(error) : (error as Error).message;
    throw new ProblemsError("--measured", [{ path: file, rule: "a report of builds with dockerfile, seconds and bytes each", got, fix: "make one: ./sutazai validate DIR --report json --out FILE" }]);
  }
}
