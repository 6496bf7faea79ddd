"""Asks every service over the network and the engine about every container, again and again; keeps the alerts that Alertmanager sends."""

import asyncio
import time

import httpx
from prometheus_client import Counter, Gauge
from sutazai_service import create_app, env, env_number, log

from . import alerts
from .containers import Containers
from .targets import Target, ask, load, rounds

UP = Gauge("sutazai_service_up", "1 if the last check passed", ["service", "tier"])
CHECK_MS = Gauge("sutazai_service_check_milliseconds", "Time the last passed check took", ["service", "tier"])
FAILURES = Counter("sutazai_service_check_failures_total", "Checks failed after the first that passed", ["service", "tier"])

plan = load()
limit = env_number("MONITOR_TIMEOUT", 5)
containers = Containers(env("ENGINE_URL"), plan.stack)
state: dict[str, dict] = {target.name: {"ok": None, "failures": 0, "met": False} for target in plan.targets}
done = 0

for known in plan.targets:
    FAILURES.labels(*known.labels)


async def look(client: httpx.AsyncClient, target: Target) -> None:
    before = state[target.name]
    result = await ask(client, target, limit)
    failures = 0 if result["ok"] else before["failures"] + 1
    UP.labels(*target.labels).set(result["ok"])
    if result["ok"]:
        CHECK_MS.labels(*target.labels).set(result["ms"])
    elif before["met"]:
        FAILURES.labels(*target.labels).inc()  # A service that is not up yet fails no check.
    if before["ok"] is not result["ok"]:
        log.log(20 if result["ok"] else 30, "%s %s", target.name, "up" if result["ok"] else f"down: {result['error']}")
    changed = before.get("since") if before["ok"] is result["ok"] else round(time.time())
    state[target.name] = {**result, "failures": failures, "met": before["met"] or result["ok"], "since": changed, "checked": round(time.time())}


async def round_of_looks(client: httpx.AsyncClient) -> None:
    global done
    await asyncio.gather(containers.look(client), *(look(client, target) for target in plan.targets))
    done += 1


app = create_app("sutazai health-monitor", rounds(env_number("MONITOR_INTERVAL", 15), limit, round_of_looks))
app.include_router(alerts.router)


@app.get("/")
@app.get("/health")
async def health():
    return {"status": "healthy", "targets": len(plan.targets), "containers": len(containers.seen), "rounds": done}


@app.get("/status")
async def status():
    down = sorted(name for name, result in state.items() if result["ok"] is False)
    summary = {"targets": len(plan.targets), "up": sum(r["ok"] is True for r in state.values()), "down": down}
    return {"summary": summary, "services": state, "containers": {c.service: c.words() for c in containers.seen}}
