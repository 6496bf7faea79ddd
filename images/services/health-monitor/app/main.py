"""Asks every service in TARGETS over the network, again and again; knows nothing of the engine."""

import asyncio
import time
from contextlib import asynccontextmanager, suppress

import httpx
from fastapi import FastAPI
from prometheus_client import Counter, Gauge
from pydantic import BaseModel, Field, TypeAdapter, ValidationError
from sutazai_service import check, create_app, env, env_number, log

UP = Gauge("sutazai_service_up", "1 if the last check passed", ["service"])
CHECK_MS = Gauge("sutazai_service_check_milliseconds", "Time the last passed check took", ["service"])
FAILURES = Counter("sutazai_service_check_failures_total", "Checks failed", ["service"])


class Target(BaseModel, extra="forbid"):
    name: str = Field(min_length=1)
    kind: str = Field(pattern="^(http|tcp)$")
    url: str = ""
    host: str = ""
    port: int = Field(default=0, ge=0, le=65535)

    def model_post_init(self, _) -> None:
        if self.kind == "http" and not self.url.startswith(("http://", "https://")):
            raise ValueError(f"{self.name}: kind http needs url")
        if self.kind == "tcp" and not (self.host and self.port):
            raise ValueError(f"{self.name}: kind tcp needs host and port")


try:
    targets = TypeAdapter(list[Target]).validate_json(env("TARGETS", "[]"))
except ValidationError as error:
    raise SystemExit("TARGETS: " + "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())) from None

interval = env_number("MONITOR_INTERVAL", 15)
limit = env_number("MONITOR_TIMEOUT", 5)
state: dict[str, dict] = {target.name: {"ok": None, "failures": 0} for target in targets}
rounds = 0


async def ask(client: httpx.AsyncClient, target: Target) -> None:
    if target.kind == "http":
        (await client.get(target.url)).raise_for_status()
    else:
        _, writer = await asyncio.open_connection(target.host, target.port)
        writer.close()


async def look(client: httpx.AsyncClient, target: Target) -> None:
    before = state[target.name]
    result = await check(target.name, lambda: ask(client, target), limit)
    failures = 0 if result["ok"] else before["failures"] + 1
    UP.labels(target.name).set(result["ok"])
    if result["ok"]:
        CHECK_MS.labels(target.name).set(result["ms"])
    else:
        FAILURES.labels(target.name).inc()
    if before["ok"] is not result["ok"]:
        log.log(20 if result["ok"] else 30, "%s %s", target.name, "up" if result["ok"] else f"down: {result['error']}")
    changed = before.get("since") if before["ok"] is result["ok"] else round(time.time())
    state[target.name] = {**result, "failures": failures, "since": changed, "checked": round(time.time())}


async def watch() -> None:
    global rounds
    async with httpx.AsyncClient(timeout=limit, follow_redirects=True) as client:
        while True:
            started = time.monotonic()
            await asyncio.gather(*(look(client, target) for target in targets))
            rounds += 1
            await asyncio.sleep(max(0.1, interval - (time.monotonic() - started)))


@asynccontextmanager
async def lifespan(_: FastAPI):
    log.info("watching %s services every %g s", len(targets), interval)
    task = asyncio.create_task(watch())
    yield
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


app = create_app("sutazai health-monitor", lifespan)


@app.get("/")
@app.get("/health")
async def health():
    return {"status": "healthy", "targets": len(targets), "rounds": rounds}


@app.get("/status")
async def status():
    down = sorted(name for name, result in state.items() if result["ok"] is False)
    return {"summary": {"targets": len(targets), "up": sum(r["ok"] is True for r in state.values()), "down": down}, "services": state}
