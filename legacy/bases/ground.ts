/** The stages of a Dockerfile that would stand on a base, and those that they take files from. Pure. */
import { takenFrom, type Instruction } from "../../readers/dockerfile/instruction.ts";
import { chain, type Stage } from "../../readers/dockerfile/stages.ts";

export interface Ground {
  /** Stands on the image that the base takes the place of. */
  readonly bottom: Stage;
  /** From the bottom to the last stage, each on the one before it. */
  readonly stages: readonly Stage[];
  /** Stages that these take files from, with all that those need. */
  readonly builders: readonly Stage[];
  /** All others. */
  readonly others: readonly Stage[];
}

/** @param all at least one stage. */
export function groundOf(all: readonly Stage[]): Ground {
  const stages = chain(all.at(-1)).toReversed();
  const builders = new Set<Stage>();
  const visit = (stage: Stage) => {
    for (const one of sourcesOf(stage, all).flatMap((source) => chain(source))) {
      if (stages.includes(one) || builders.has(one)) continue;
      builders.add(one);
      visit(one);
    }
  };
  stages.forEach(visit);
  return { bottom: stages[0]!, stages, builders: [...builders], others: all.filter((one) => !stages.includes(one) && !builders.has(one)) };
}

/** Whether some stage that keeps its own base stands on one of the ground, or takes files from it. */
export function sharer({ stages, builders, others }: Ground, all: readonly Stage[]): Stage | undefined {
  return [...builders, ...others].find((one) => [...chain(one), ...sourcesOf(one, all)].some((source) => stages.includes(source)));
}

/** Instructions below the FROMs of stages, in order. */
export const stepsOf = (stages: readonly Stage[]): Instruction[] => stages.flatMap(({ steps }) => steps.map(({ instruction }) => instruction));

/** Homes of users whose Python packages the ground takes from elsewhere: `COPY --from=builder /root/.local /home/app/.local`. */
export function homesIn({ stages }: Ground): string[] {
  const targets = stepsOf(stages).flatMap((one) => (one.keyword === "COPY" && takenFrom(one) !== undefined ? one.args.slice(-1) : []));
  return [...new Set(targets.flatMap((target) => /^(\/root|\/home\/[\w.-]+)\/\.local\/?$/.exec(target)?.[1] ?? []))];
}

/** As people name a stage. */
export const stageName = ({ name, from }: Stage): string => (name === undefined ? `in line ${from.line}` : name);

/** Earlier stages that a stage names in COPY --from and RUN --mount. */
function sourcesOf(stage: Stage, all: readonly Stage[]): Stage[] {
  const earlier = all.slice(0, all.indexOf(stage));
  const words = stepsOf([stage]).flatMap(({ flags }) => flags.flatMap((flag) => /^--from=(.+)$/.exec(flag)?.[1] ?? /^--mount=(?:.*,)?from=([^,]+)/.exec(flag)?.[1] ?? []));
  return words.flatMap((word) => earlier.findLast(({ name }) => name?.toLowerCase() === word.toLowerCase()) ?? (/^\d+$/.test(word) ? (earlier[Number(word)] ?? []) : []));
}
