import { body, brief, CheckFailed, json, passed, type Implementation } from "./target.ts";

/** Loading a model from a cold disk on a small host. */
const ANSWER_SECONDS = 120;
const MODEL = "DEFAULT_MODEL=";

/** Lists models; where the default model is there, it answers with one token. */
export const ollama: Implementation<"ollama"> = {
  title: () => "list models, answer",
  async run({ port }, target) {
    const { models } = json<{ models: { name: string }[] | null }>("GET /api/tags", await target.request(port, "/api/tags"));
    const wanted = target.service.env.find((pair) => pair.startsWith(MODEL))?.slice(MODEL.length);
    const names = (models ?? []).map((m) => m.name);
    const count = `${names.length} ${names.length === 1 ? "model" : "models"}`;
    if (wanted === undefined) return passed(count);
    if (!names.includes(wanted) && !names.includes(`${wanted}:latest`)) return passed(`${count}; model ${wanted} missing`);
    const request = { model: wanted, prompt: "Say yes.", stream: false, options: { num_predict: 1 } };
    const answer = json<{ done?: boolean; response?: string; error?: string }>("POST /api/generate", await target.request(port, "/api/generate", { ...body(request), seconds: ANSWER_SECONDS }));
    if (answer.error !== undefined || answer.done !== true) throw new CheckFailed(`model ${wanted} does not answer: ${brief(answer.error ?? "not done")}`);
    return passed(`${count}; ${wanted} answers ${JSON.stringify(brief(answer.response ?? ""))}`);
  },
};
