import { body, CheckFailed, json, passed, type Implementation } from "./target.ts";

const DEADLINE_MS = 10_000;
const STEP_MS = 100;
/** What a task becomes when the coordinator's work on it has ended. */
const ENDED = ["assigned", "done", "completed"];

/** Hands in a task and waits until it came back through the queue and was given to an agent. */
export const tasks: Implementation<"tasks"> = {
  title: () => "a task through the queue",
  async run({ port }, target) {
    const { id } = json<{ id: string }>("POST /tasks", await target.request(port, "/tasks", body({ kind: "verify", payload: {} })));
    let state = "unknown";
    for (let waited = 0; waited <= DEADLINE_MS; waited += STEP_MS) {
      const task = json<{ state: string; agent?: string }>("GET /tasks/{id}", await target.request(port, `/tasks/${encodeURIComponent(id)}`));
      if (ENDED.includes(task.state)) return passed(`${task.state}${task.agent ? ` to ${task.agent}` : ""}`);
      if (task.state === "failed") throw new CheckFailed("the task failed");
      state = task.state;
      await target.pause(STEP_MS);
    }
    throw new CheckFailed(`the task is still ${state} after ${DEADLINE_MS / 1000} s`);
  },
};
