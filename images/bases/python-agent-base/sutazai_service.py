"""What every Python service of the platform shares: the app with /live and /metrics, secrets from files, bounded checks, serving."""

import asyncio
import logging
import os
import re
import sys
import time
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import uvicorn
from fastapi import FastAPI, Response
from prometheus_client import CONTENT_TYPE_LATEST, Counter, Gauge, Histogram, generate_latest

REQUESTS = Counter("sutazai_http_requests_total", "Requests answered", ["method", "route", "status"])
SECONDS = Histogram("sutazai_http_request_seconds", "Time to answer", ["route"])
COMPONENT_UP = Gauge("sutazai_component_up", "1 if the last check of a dependency passed", ["component"])

log = logging.getLogger("sutazai")


def env(name: str, default: str = "") -> str:
    return os.environ.get(name) or default


def env_number(name: str, default: float) -> float:
    text = env(name)
    try:
        return float(text) if text else default
    except ValueError:
        raise SystemExit(f"{name}: {text!r} is not a number") from None


def secret(name: str) -> str | None:
    """The content of the file that NAME_FILE names, read anew each time so that a rotated secret is picked up."""
    path = env(f"{name}_FILE")
    return Path(path).read_text(encoding="utf-8").strip("\r\n") if path else None


def explain(error: BaseException, limit: int = 200) -> str:
    """One line that says what went wrong, without anything that looks like credentials in a URL."""
    text = re.sub(r"//[^/@\s]*@", "//***@", " ".join(str(error).split()))
    return f"{type(error).__name__}: {text}"[:limit] if text else type(error).__name__


async def check(component: str, ask: Callable[[], Awaitable[object]], seconds: float = 2.0) -> dict:
    """Asks a dependency; never raises, never takes longer than `seconds`."""
    started = time.perf_counter()
    try:
        await asyncio.wait_for(ask(), seconds)
        result = {"ok": True, "ms": round((time.perf_counter() - started) * 1000)}
    except TimeoutError:
        result = {"ok": False, "error": f"no answer within {seconds:g} s"}
    except Exception as error:
        result = {"ok": False, "error": explain(error)}
    COMPONENT_UP.labels(component).set(result["ok"])
    return result


class _Measure:
    def __init__(self, app):
        self.app = app

    async def __call__(self, scope, receive, send):
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        started, status = time.perf_counter(), 500

        async def watch(message):
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, watch)
        finally:
            route = getattr(scope.get("route"), "path", "other")
            REQUESTS.labels(scope["method"], route, status).inc()
            SECONDS.labels(route).observe(time.perf_counter() - started)


def create_app(
    title: str,
    lifespan: Callable[[FastAPI], AbstractAsyncContextManager] | None = None,
    before_metrics: Callable[[], Awaitable[object]] | None = None,
) -> FastAPI:
    app = FastAPI(title=title, version=env("SUTAZAI_VERSION", "1.0.0"), lifespan=lifespan)
    app.add_middleware(_Measure)

    @app.get("/live")
    async def live():
        return {"status": "alive"}

    @app.get("/metrics", include_in_schema=False)
    async def metrics():
        if before_metrics:
            await before_metrics()
        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)

    return app


def serve(app: FastAPI, port: int = 8000) -> None:
    level = env("LOG_LEVEL", "info").lower()
    if level not in ("debug", "info", "warning", "error", "critical"):
        raise SystemExit(f"LOG_LEVEL: {level!r} is none of debug, info, warning, error, critical")
    logging.basicConfig(level=level.upper(), stream=sys.stdout, format="%(asctime)s %(levelname)s %(name)s %(message)s", force=True)
    for noisy, least in {
        "httpx": "WARNING",
        "httpcore": "WARNING",
        "asyncio": "WARNING",
        "aio_pika": "ERROR",
        "aiormq": "CRITICAL",
    }.items():
        logging.getLogger(noisy).setLevel(least)
    uvicorn.run(
        app,
        host="0.0.0.0",
        port=int(env_number("PORT", port)),
        log_config=None,
        access_log=level == "debug",
        server_header=False,
        timeout_graceful_shutdown=5,
    )
