import type Docker from "dockerode";
import { keepCommand, neighbourShortage, raiseCommand, raiseLimit } from "../../engine/neighbours.ts";
import type { StackPlan } from "../../infra/plan-types.ts";
import { reasonOf } from "../../infra/system-errors.ts";
import type { Context } from "../command.ts";

/** Before a deploy: where the kernel has no room for the connections of the services that will join, makes it, or says how. */
export async function makeRoomForNeighbours({ out }: Context, plan: StackPlan, docker: Docker): Promise<void> {
  const shortage = await neighbourShortage(plan, docker);
  if (shortage === undefined) return;
  try {
    raiseLimit(shortage);
    out.line(`raised a limit of the kernel until the next boot: ${shortage.text}\n  to keep it: ${keepCommand(shortage)}`);
  } catch (error) {
    out.line(`note: ${shortage.text}; it cannot be raised from here (${reasonOf(error)})\n  fix: sudo ${raiseCommand(shortage)}`);
  }
}
