"""Runs a declared sequence of HTTP calls to the services it is allowed to call; keeps what happened in Redis."""

import json
import re
import time
import uuid
from contextlib import AsyncExitStack
from typing import Any, Literal

import httpx
from fastapi import APIRouter
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from sutazai_service import env, explain

from . import store
from .store import UNAVAILABLE, problems

DOES = ["POST /sequences {steps: [{service, path, method?, body?}]}", "GET /sequences", "GET /services"]
__all__ = ["DOES", "UNAVAILABLE", "problems", "router", "start"]

router = APIRouter()
HISTORY, KEPT, SHOWN = "automation:history", 200, 2000
allowed: dict[str, str] = json.loads(env("ALLOWED_SERVICES", '{"backend": "http://backend:8000"}'))
client: httpx.AsyncClient


class Step(BaseModel):
    service: str = Field(max_length=40)
    path: str = Field(default="/", max_length=2000, pattern=r"^/[^\s#]*$")
    method: Literal["GET", "POST", "PUT", "DELETE"] = "GET"
    body: Any = None
    expect: int = 200


class Sequence(BaseModel):
    name: str = Field(default="", max_length=200)
    steps: list[Step] = Field(min_length=1, max_length=50)


async def start(stack: AsyncExitStack) -> None:
    global client
    await store.start(stack)
    client = await stack.enter_async_context(httpx.AsyncClient(timeout=httpx.Timeout(60, connect=2)))


def fill(value: Any, answers: list[Any]) -> Any:
    """`{{0.id}}` becomes the field `id` of the first step's answer."""
    if isinstance(value, dict):
        return {key: fill(inner, answers) for key, inner in value.items()}
    if isinstance(value, list):
        return [fill(inner, answers) for inner in value]
    if not isinstance(value, str):
        return value

    def one(found: re.Match) -> str:
        at: Any = answers
        for key in found[1].split("."):
            at = at[int(key)] if isinstance(at, list) else at[key]
        return at if isinstance(at, str) else json.dumps(at)

    return re.sub(r"\{\{([\w.-]+)\}\}", one, value)


async def take(step: Step, answers: list[Any]) -> dict:
    started = time.perf_counter()
    try:
        body = fill(step.body, answers)
        answer = await client.request(step.method, allowed[step.service] + fill(step.path, answers), json=body)
        content = answer.json() if "json" in answer.headers.get("content-type", "") else answer.text[:SHOWN]
        answers.append(content)
        result = {"status": answer.status_code, "ok": answer.status_code == step.expect, "answer": content if len(answer.content) <= SHOWN else answer.text[:SHOWN]}
    except (httpx.HTTPError, KeyError, IndexError, TypeError, ValueError) as error:
        result = {"ok": False, "error": explain(error)}
    return {"service": step.service, "path": step.path, **result, "ms": round((time.perf_counter() - started) * 1000)}


@router.post("/sequences")
async def run(sequence: Sequence):
    refused = sorted({step.service for step in sequence.steps} - set(allowed))
    if refused:
        return JSONResponse({"error": f"not allowed: {', '.join(refused)}; allowed are {', '.join(sorted(allowed))}"}, 403)
    answers: list[Any] = []
    results: list[dict] = []
    for step in sequence.steps:
        results.append(await take(step, answers))
        if not results[-1]["ok"]:
            break
    done = len(results) == len(sequence.steps) and results[-1]["ok"]
    record = {"id": str(uuid.uuid4()), "name": sequence.name, "at": round(time.time(), 3), "done": done, "steps": results}
    async with store.client.pipeline() as batch:
        batch.lpush(HISTORY, json.dumps(record))
        batch.ltrim(HISTORY, 0, KEPT - 1)
        await batch.execute()
    return record


@router.get("/sequences")
async def history():
    return {"sequences": [json.loads(record) for record in await store.client.lrange(HISTORY, 0, 49)]}


@router.get("/services")
async def services():
    return {"allowed": allowed}
