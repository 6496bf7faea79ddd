/**
 * Strongly connected components with at least two members, or one that has itself as a successor (Tarjan's algorithm,
 * with its own stack, so that a long chain cannot overflow the call stack).
 * @param successors edges to nodes that are no keys are left out.
 */
export function stronglyConnected(successors: ReadonlyMap<string, readonly string[]>): string[][] {
  const order = new Map<string, number>();
  const lowest = new Map<string, number>();
  const open: string[] = [];
  const isOpen = new Set<string>();
  const found: string[][] = [];
  const enter = (name: string) => {
    order.set(name, order.size);
    lowest.set(name, order.get(name)!);
    open.push(name);
    isOpen.add(name);
    return { name, next: 0 };
  };
  const leave = (name: string) => {
    if (lowest.get(name) !== order.get(name)) return;
    const members = open.splice(open.lastIndexOf(name));
    members.forEach((member) => isOpen.delete(member));
    if (members.length > 1 || successors.get(name)!.includes(name)) found.push(members);
  };
  for (const root of successors.keys()) {
    const path = order.has(root) ? [] : [enter(root)];
    while (path.length > 0) {
      const here = path.at(-1)!;
      const to = successors.get(here.name)![here.next++];
      if (to === undefined) {
        path.pop();
        leave(here.name);
        const above = path.at(-1)?.name;
        if (above !== undefined) lowest.set(above, Math.min(lowest.get(above)!, lowest.get(here.name)!));
      } else if (successors.has(to) && !order.has(to)) path.push(enter(to));
      else if (isOpen.has(to)) lowest.set(here.name, Math.min(lowest.get(here.name)!, order.get(to)!));
    }
  }
  return found;
}
