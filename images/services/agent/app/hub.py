"""A registry of services: those of the catalogue and those that registered themselves, with their state. Kept in Redis."""

import asyncio
import json
import time
from contextlib import AsyncExitStack, suppress
from typing import Annotated

import httpx
from fastapi import APIRouter, Path, Query
from fastapi.responses import JSONResponse
from prometheus_client import Gauge
from pydantic import BaseModel, Field
from redis.exceptions import RedisError
from sutazai_service import env_number, explain, log

from . import platform_services, store
from .store import UNAVAILABLE, problems

DOES = ["GET /services?up=true", "GET /services/{name}", "PUT /services/{name} {http}", "DELETE /services/{name}"]
__all__ = ["DOES", "UNAVAILABLE", "problems", "router", "start"]

router = APIRouter()
KEY, AT_ONCE = "hub:registered", 8
every = env_number("HUB_INTERVAL", 60)
UP = Gauge("sutazai_hub_service_up", "1 if the service answered the hub's last check", ["service"])
state: dict[str, dict] = {}
Name = Annotated[str, Path(max_length=40, pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]


class Registration(BaseModel):
    http: str = Field(max_length=500, pattern=r"^http://[a-z0-9.-]+(:\d+)?(/\S*)?$", description="the address of its health check")


async def ask(client: httpx.AsyncClient, service: dict) -> dict:
    started = time.perf_counter()
    try:
        if url := service.get("http"):
            answer = await client.get(url)
            seen = {"up": answer.is_success, "detail": f"HTTP {answer.status_code}"}
        elif address := service.get("tcp"):
            host, port = address.rsplit(":", 1)
            _, writer = await asyncio.wait_for(asyncio.open_connection(host, int(port)), 5)
            writer.close()
            seen = {"up": True, "detail": "accepts connections"}
        else:
            return {"up": None, "detail": "nothing that can be asked from here"}
    except (httpx.HTTPError, httpx.InvalidURL, OSError, TimeoutError) as error:
        seen = {"up": False, "detail": explain(error)}
    return {**seen, "ms": round((time.perf_counter() - started) * 1000), "at": round(time.time())}


async def known() -> dict[str, dict]:
    registered = {name: json.loads(entry) for name, entry in (await store.client.hgetall(KEY)).items()}
    return registered | {service["name"]: service for service in platform_services.load()}


async def watch(client: httpx.AsyncClient) -> None:
    limit = asyncio.Semaphore(AT_ONCE)

    async def one(name: str, service: dict) -> None:
        async with limit:
            state[name] = await ask(client, service)
        if state[name]["up"] is not None:
            UP.labels(name).set(state[name]["up"])

    while True:
        try:
            services = await known()
            for gone in set(state) - set(services):
                del state[gone]
            await asyncio.gather(*(one(name, service) for name, service in services.items()))
        except (RedisError, OSError) as error:
            log.warning("round left out: %s", explain(error))
        await asyncio.sleep(every)


async def start(stack: AsyncExitStack) -> None:
    await store.start(stack)
    client = await stack.enter_async_context(httpx.AsyncClient(timeout=5))
    watcher = asyncio.create_task(watch(client))

    async def stop() -> None:
        watcher.cancel()
        with suppress(asyncio.CancelledError):
            await watcher

    stack.push_async_callback(stop)


@router.get("/services")
async def services(up: Annotated[bool | None, Query()] = None):
    found = {name: {**service, **state.get(name, {"up": None, "detail": "not asked yet"})} for name, service in (await known()).items()}
    return {"services": [service for service in found.values() if up is None or service["up"] == up], "up": sum(s["up"] is True for s in found.values()), "of": len(found)}


@router.get("/services/{name}")
async def one(name: Name):
    service = (await known()).get(name)
    return {**service, **state.get(name, {})} if service else JSONResponse({"error": f"no service {name}"}, 404)


@router.put("/services/{name}")
async def register(name: Name, registration: Registration):
    if name in {service["name"] for service in platform_services.load()}:
        return JSONResponse({"error": f"{name} is a service of the catalogue"}, 409)
    await store.client.hset(KEY, name, json.dumps({"name": name, **registration.model_dump()}))
    return {"name": name, **registration.model_dump()}


@router.delete("/services/{name}")
async def leave(name: Name):
    state.pop(name, None)
    return {"removed": await store.client.hdel(KEY, name)}
