import { expect, test } from "@jest/globals";
import { formatTable } from "./table.ts";
import { portRows } from "./port-table.ts";

test("a row for every port: who has it by plan, and who holds it now", () => {
  const entry = { protocol: "tcp", tier: 1, label: "SQL" };
  const ports = [
    { ...entry, port: 30_000, container: 5432, service: "postgres", holder: "ours", heldBy: "container sutazai-dev-postgres" },
    { ...entry, port: 30_001, container: 6379, service: "redis", label: "", holder: "other", heldBy: "process 12 (redis-server)" },
    { ...entry, port: 38_090, container: 53, protocol: "udp", service: "dns", holder: "free", heldBy: "", reason: "clients call it" },
  ] as const;
  expect(formatTable(portRows(ports))).toEqual([
    "PORT   SERVICE   CONTAINER  TIER  LABEL  NOW    HELD BY                         OUT OF RANGE BECAUSE",
    "30000  postgres  5432/tcp   1     SQL    ours   container sutazai-dev-postgres",
    "30001  redis     6379/tcp   1            other  process 12 (redis-server)",
    "38090  dns       53/udp     1     SQL    free                                   clients call it",
  ]);
});
