import type { Service } from "../service.ts";
import { KEY, KEY_NAME, routes, type Route } from "./routes.ts";

/**
 * nginx.conf of Kong's stand-in: the routes of kong.yml with the same key on them, and Kong's status port.
 * Names are looked up when asked for, so that the gateway starts before what is behind it.
 */
export function nginxRoutes(self: Service, chosen: readonly Service[]): string {
  const locations = routes(self, chosen).flatMap((r) => r.paths.map((path) => ({ r, path })));
  // The first regular expression that fits wins: the longest path first, as Kong does. (The key is one too: it minds capitals then.)
  locations.sort((a, b) => b.path.length - a.path.length || a.path.localeCompare(b.path));
  return `worker_processes 2;
pid /tmp/nginx.pid;
worker_shutdown_timeout 5s;
error_log stderr warn;
events { worker_connections 1024; }
http {
  access_log off;
  server_tokens off;
  client_body_temp_path /tmp/body;
  proxy_temp_path /tmp/proxy;
  fastcgi_temp_path /tmp/fastcgi;
  uwsgi_temp_path /tmp/uwsgi;
  scgi_temp_path /tmp/scgi;
  client_max_body_size 100m;
  resolver 127.0.0.11 valid=10s ipv6=off;
  map_hash_bucket_size 128;
  map $http_${KEY_NAME} $authorised {
    default 0;
    "~^${KEY}$" 1;
  }
  map $http_upgrade $upgraded {
    default upgrade;
    "" "";
  }
  server {
    listen 8000;
    default_type application/json;
    proxy_http_version 1.1;
    proxy_set_header Upgrade $http_upgrade;
    proxy_set_header Connection $upgraded;
    proxy_set_header Host $proxy_host;
    proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
    proxy_set_header X-Forwarded-Host $http_host;
    proxy_set_header X-Forwarded-Proto $scheme;
    proxy_set_header ${KEY_NAME} "";
    proxy_read_timeout 60s;
${locations.map(({ r, path }) => location(r, path)).join("\n")}
    location / { return 404 '{"message":"no Route matched with those values"}'; }
  }
  server {
    listen 8001;
    location = /status {
      default_type application/json;
      return 200 '{"server":{"connections_active":$connections_active,"connections_waiting":$connections_waiting},"stand-in":"nginx"}';
    }
    location = /metrics {
      default_type "text/plain; version=0.0.4";
      return 200 "# TYPE gateway_connections gauge\\ngateway_connections{state=\\"active\\"} $connections_active\\ngateway_connections{state=\\"waiting\\"} $connections_waiting\\n";
    }
  }
}
`;
}

function location(r: Route, path: string): string {
  const lines = [
    ...(r.key ? [`if ($authorised = 0) { return 401 '{"message":"No API key found in request, or it is not the right one"}'; }`] : []),
    `set $upstream http://${r.service}:${r.port};`,
    ...(r.strip ? [`rewrite ^${path}/?(.*)$ /$1 break;`] : []),
    "proxy_pass $upstream;",
  ];
  return [`    location ~ ^${path} {`, ...lines.map((line) => `      ${line}`), "    }"].join("\n");
}
