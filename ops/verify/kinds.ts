/** The implementation of each kind of verify entry in infra/service.ts. Adding a kind is one line here and one file. */
import { chromadb } from "./chromadb.ts";
import { exec } from "./exec.ts";
import { faiss } from "./faiss.ts";
import { http } from "./http.ts";
import { ollama } from "./ollama.ts";
import { prometheus } from "./prometheus.ts";
import { rabbitmq } from "./rabbitmq.ts";
import { tasks } from "./tasks.ts";
import type { Implementation, Kind } from "./target.ts";

export const KINDS: { readonly [K in Kind]: Implementation<K> } = { http, exec, rabbitmq, chromadb, faiss, prometheus, ollama, tasks };
