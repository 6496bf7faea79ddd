/** The smallest part of a set that still conflicts. Pure but for the question that is asked. */

/** How often a question may be asked; shared by all that ask in one run. */
export interface Budget {
  left: number;
}

export interface Core<T> {
  readonly items: readonly T[];
  /** No item can be left out without the conflict going away; false when the budget ended first. */
  readonly minimal: boolean;
}

/**
 * Leaves out halves, quarters ... and at last single items, as long as the rest still conflicts (delta debugging).
 * @param items conflict together. @param conflicts a set that conflicts must do so with more items too.
 */
export async function smallestCore<T>(items: readonly T[], conflicts: (part: readonly T[]) => Promise<boolean>, budget: Budget): Promise<Core<T>> {
  let core = [...items];
  for (let size = Math.ceil(core.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let at = 0; at < core.length && core.length > 1; ) {
      if (budget.left-- <= 0) return { items: core, minimal: false };
      const rest = [...core.slice(0, at), ...core.slice(at + size)];
      if (rest.length > 0 && (await conflicts(rest))) core = rest;
      else at += size;
    }
  }
  return { items: core, minimal: true };
}
