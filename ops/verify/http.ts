import { brief, CheckFailed, expectOk, passed, type HttpAnswer, type Implementation, type Spec, type Target } from "./target.ts";

/** GET: a success that contains the text. */
export const http: Implementation<"http"> = {
  title: (spec) => `GET :${spec.port}${spec.path}`,
  async run(spec, target) {
    const { status, text } = expectOk(`GET ${spec.path}`, await get(spec, target));
    if (spec.contains !== undefined && !text.includes(spec.contains)) throw new CheckFailed(`HTTP ${status} without ${JSON.stringify(spec.contains)}: ${brief(text)}`);
    return passed(`HTTP ${status}${spec.contains === undefined ? "" : `, contains ${JSON.stringify(spec.contains)}`}`);
  },
};

/** From the host where the port is published, else from inside. */
async function get(spec: Spec<"http">, target: Target): Promise<HttpAnswer> {
  if (target.service.ports.some((p) => p.internal === spec.port)) return target.request(spec.port, spec.path);
  const url = `http://127.0.0.1:${spec.port}${spec.path}`;
  const { exit, output } = await target.exec(`wget -q -T 8 -O - '${url.replaceAll("'", "%27")}' 2>&1`);
  if (exit !== 0) throw new CheckFailed(`wget inside the container: exit ${exit} ${brief(output)}`.trimEnd());
  return { status: 200, text: output };
}
