/** The implementation of each kind of verify entry in infra/service.ts. Adding a kind is one line here and one file. */
import { agent } from "./agent.ts";
import { alerting } from "./alerting.ts";
import { alertmanager } from "./alertmanager.ts";
import { cadvisor } from "./cadvisor.ts";
import { chromadb } from "./chromadb.ts";
import { consul } from "./consul.ts";
import { exec } from "./exec.ts";
import { faiss } from "./faiss.ts";
import { grafana } from "./grafana.ts";
import { http } from "./http.ts";
import { kong } from "./kong.ts";
import { loki } from "./loki.ts";
import { neo4j } from "./neo4j.ts";
import { ollama } from "./ollama.ts";
import { probes } from "./probes.ts";
import { prometheus } from "./prometheus.ts";
import { qdrant } from "./qdrant.ts";
import { rabbitmq } from "./rabbitmq.ts";
import { tasks } from "./tasks.ts";
import type { Implementation, Kind } from "./target.ts";

export const KINDS: { readonly [K in Kind]: Implementation<K> } = { agent, http, exec, rabbitmq, chromadb, faiss, prometheus, ollama, tasks, alertmanager, alerting, cadvisor, probes, loki, grafana, neo4j, qdrant, kong, consul };
