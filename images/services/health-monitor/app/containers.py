"""The stack's containers as the engine sees them, asked through the proxy in front of its socket (reading only)."""

import json
from dataclasses import dataclass

import httpx
from prometheus_client import REGISTRY
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.registry import Collector
from sutazai_service import check, log


@dataclass(frozen=True)
class Container:
    id: str
    service: str
    tier: str
    running: bool
    restarts: int
    failed_checks: int  # one after the other, inside the container

    def words(self) -> dict:
        return {"running": self.running, "restarts": self.restarts, "failedChecks": self.failed_checks}


class Containers(Collector):
    """What the last look saw. Without an address of the engine, or when it does not answer: nothing."""

    def __init__(self, engine: str, stack: str):
        self.engine, self.stack = engine, stack
        self.seen: list[Container] = []
        self.fault = ""
        if engine and stack:
            REGISTRY.register(self)

    async def look(self, client: httpx.AsyncClient) -> None:
        if not (self.engine and self.stack):
            return
        found: list[Container] = []
        result = await check("engine", lambda: self._ask(client, found), 20)
        self.seen = found if result["ok"] else []
        fault = result.get("error", "")
        if fault != self.fault:
            log.log(30 if fault else 20, "engine: %s", fault or "answers")
        self.fault = fault

    async def _ask(self, client: httpx.AsyncClient, found: list[Container]) -> None:
        filters = json.dumps({"label": [f"sutazai.stack={self.stack}", "sutazai.service"]})
        listed = await client.get(f"{self.engine}/containers/json", params={"all": "1", "filters": filters})
        for entry in listed.raise_for_status().json():
            answer = await client.get(f"{self.engine}/containers/{entry['Id']}/json")
            if answer.status_code == 404:
                continue  # It was removed in between.
            inspected = answer.raise_for_status().json()
            labels, state = entry["Labels"], inspected["State"]
            found.append(
                Container(
                    id=entry["Id"],
                    service=labels["sutazai.service"],
                    tier=labels.get("sutazai.tier", ""),
                    running=state["Running"] and not state.get("Restarting"),
                    restarts=inspected["RestartCount"],
                    failed_checks=(state.get("Health") or {}).get("FailingStreak", 0),
                )
            )

    def collect(self):
        info = GaugeMetricFamily("sutazai_container_info", "Whose a container is", labels=["container_id", "service", "tier"])
        running = GaugeMetricFamily("sutazai_container_running", "1 if the container runs", labels=["service", "tier"])
        restarts = CounterMetricFamily("sutazai_container_restarts", "Restarts by the engine", labels=["service", "tier"])
        failed = GaugeMetricFamily("sutazai_container_failed_checks", "Health checks failed one after the other", labels=["service", "tier"])
        for c in {c.service: c for c in self.seen}.values():
            info.add_metric([c.id, c.service, c.tier], 1)
            running.add_metric([c.service, c.tier], c.running)
            restarts.add_metric([c.service, c.tier], c.restarts)
            failed.add_metric([c.service, c.tier], c.failed_checks)
        return [info, running, restarts, failed]
