import { stringify } from "yaml";
import type { Service } from "../service.ts";
import { KEY, KEY_NAME, routes } from "./routes.ts";

/** kong.yml: the routes, declared; Kong has no database. The key in a query would stand in logs, so it is taken from the header only. */
export function kongConfig(self: Service, chosen: readonly Service[]): string {
  const keyed = [{ name: "key-auth", config: { key_names: [KEY_NAME], key_in_query: false, hide_credentials: true } }];
  return stringify(
    {
      _format_version: "3.0",
      _transform: true,
      services: routes(self, chosen).map((r) => ({
        name: r.service,
        url: `http://${r.service}:${r.port}`,
        routes: [{ name: r.service, paths: r.paths, strip_path: r.strip, preserve_host: false }],
        ...(r.key ? { plugins: keyed } : {}),
      })),
      consumers: [{ username: "platform", keyauth_credentials: [{ key: KEY }] }],
      plugins: [{ name: "prometheus" }],
    },
    { lineWidth: 0, aliasDuplicateObjects: false },
  );
}
