import { container, labels, service, stackTests, UNKNOWN, type Resource } from "../testing.ts";
import { declaredEdges } from "./declared-edges.ts";

const on = (name: string, talksTo: string, ...networks: string[]): Resource => ({
  ...container({ labels: labels({ "sutazai.service": name, ...(talksTo === "" ? {} : { "sutazai.talks-to": talksTo }) }), networksAdvanced: (networks.length > 0 ? networks : ["sutazai-dev-net-database"]).map((network) => ({ name: network })) }),
  name,
});

const asked = (resource: Resource, networks: string): Resource => ({ ...resource, props: { ...resource.props, labels: [...resource.props.labels, ...labels({ "sutazai.asked-on": networks })] } });

stackTests(declaredEdges, {
  good: [
    [on("postgres", "-"), on("api", "postgres,queue")],
    [on("postgres", "-"), on("redis", "-")],
    [on("prometheus", "-", "sutazai-dev-net-database", "net-monitoring"), on("probe", "-", "sutazai-dev-net-database", "net-monitoring")],
    // Alone; on a network of another kind; declares nothing at all; its edge is to one that this stack leaves out.
    [on("postgres", "-")],
    [on("postgres", "-", "net-backend"), on("api", "-", "net-backend")],
    [on("postgres", ""), on("api", "")],
    [on("postgres", ""), on("prometheus", "qdrant")],
    // Who asks it there is left out.
    [on("postgres", "-"), on("api", "postgres"), asked(on("faiss", "-", "sutazai-dev-net-database", "net-monitoring"), "database,other")],
    [{ ...service({ labels: labels({ "sutazai.service": "api", "sutazai.talks-to": "postgres" }) }), name: "api" }, on("postgres", "-")],
  ],
  bad: [
    [
      [on("postgres", "-"), on("api", "postgres"), asked(on("faiss", "-", "sutazai-dev-net-database", "net-monitoring"), "monitoring")],
      "faiss: must be on the network of data stores sutazai-dev-net-database for an edge that is declared; got none, and it reaches api, postgres; fix: declare which of them it talks to (dependsOn or uses), or take it off the network",
    ],
    [
      [on("postgres", "-"), on("redis", "-"), on("api", "postgres,redis"), on("idle", "-", "sutazai-dev-net-database", "net-backend")],
      "idle: must be on the network of data stores sutazai-dev-net-database for an edge that is declared; got none, and it reaches api, postgres, redis; fix: declare which of them it talks to (dependsOn or uses), or take it off the network",
    ],
    [
      [on("a", "b"), on("b", "-"), on("c", "-", "sutazai-dev-net-database", "net-other"), on("d", "a"), on("queue", "c", "net-backend"), on("e", "d")],
      "c: must be on the network of data stores sutazai-dev-net-database for an edge that is declared; got none, and it reaches a, b, d and 1 more; fix: declare which of them it talks to (dependsOn or uses), or take it off the network",
    ],
    // The two meet on the network of monitoring.
    [
      [on("meter", "probe", "monitoring", "database"), on("probe", "db", "monitoring", "database"), on("db", "-", "database")],
      "meter: must be on the network of data stores database for an edge that is declared; got none, and it reaches db, probe; fix: declare which of them it talks to (dependsOn or uses), or take it off the network",
    ],
  ],
  unknown: [
    [container({ networksAdvanced: [{ name: UNKNOWN }] })],
    [on("postgres", "-"), on("api", UNKNOWN, "sutazai-dev-net-database", "net-backend"), on("other", "postgres")],
  ],
});
