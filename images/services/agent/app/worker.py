"""
Takes tasks from a Redis stream in a consumer group, so that each goes to one worker, and writes the result to another stream.
A task whose worker died is taken over after a minute; one that failed three times is set aside.
"""

import asyncio
import json
import re
import uuid
from collections import Counter
from contextlib import AsyncExitStack, suppress
from typing import Annotated, Literal

import prometheus_client
from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from redis.exceptions import RedisError, ResponseError
from sutazai_service import env, explain, log

from . import ollama, store
from .store import UNAVAILABLE

DOES = ["POST /tasks?wait=5 {kind: words|ask|echo, text}", "GET /results/{id}", "GET /queue"]
__all__ = ["DOES", "UNAVAILABLE", "problems", "router", "start"]

router = APIRouter()
TASKS, RESULTS = f"mesh:tasks:{env('MESH_TOPIC', 'nlp')}", f"mesh:results:{env('MESH_RESULTS', 'nlp')}"
GROUP, CONSUMER = env("MESH_GROUP", "nlp"), env("MESH_CONSUMER", "worker-1")
ABANDONED_MS, TRIES, KEPT, RESULT_SECONDS = 60_000, 3, 10_000, 3600
DONE = prometheus_client.Counter("sutazai_mesh_tasks_total", "Tasks worked on", ["result"])
trouble = "redis: not connected yet"


class Task(BaseModel):
    kind: Literal["words", "ask", "echo"] = "words"
    text: str = Field(min_length=1, max_length=32_000)


async def work(kind: str, text: str) -> dict:
    if kind == "echo":
        return {"text": text}
    if kind == "ask":
        answer = await ollama.complete(text)
        if isinstance(answer, JSONResponse):
            raise ValueError(json.loads(answer.body)["error"])
        return answer
    words = re.findall(r"\w+", text.lower())
    sentences = [part for part in re.split(r"[.!?]+\s*", text) if part.strip()]
    return {"words": len(words), "sentences": len(sentences), "frequent": dict(Counter(w for w in words if len(w) > 3).most_common(5))}


async def handle(id: str, fields: dict) -> None:
    task = fields.get("id") or id
    try:
        result = {"task": task, "ok": "1", "worker": CONSUMER, "result": json.dumps(await work(fields["kind"], fields["text"]))}
    except (KeyError, ValueError, TypeError) as error:
        result = {"task": task, "ok": "0", "worker": CONSUMER, "result": json.dumps({"error": explain(error)})}
    async with store.client.pipeline() as batch:
        batch.xadd(RESULTS, result, maxlen=KEPT, approximate=True)
        batch.set(f"mesh:result:{task}", json.dumps(result), ex=RESULT_SECONDS)
        batch.xack(TASKS, GROUP, id)
        batch.xdel(TASKS, id)
        await batch.execute()
    DONE.labels("done" if result["ok"] == "1" else "failed").inc()


async def take_over() -> None:
    """What another worker left undone; each take-over counts as a delivery."""
    pending = await store.client.xpending_range(TASKS, GROUP, "-", "+", 10, idle=ABANDONED_MS)
    for entry in pending:
        id = entry["message_id"]
        claimed = await store.client.xclaim(TASKS, GROUP, CONSUMER, ABANDONED_MS, [id])
        for claimed_id, fields in claimed:
            if entry["times_delivered"] < TRIES:
                await handle(claimed_id, fields)
            else:
                await store.client.xadd(f"{TASKS}:dead", fields, maxlen=KEPT, approximate=True)
                await store.client.xack(TASKS, GROUP, claimed_id)
                await store.client.xdel(TASKS, claimed_id)
                DONE.labels("set aside").inc()


async def consume() -> None:
    global trouble
    while True:
        try:
            with suppress(ResponseError):
                await store.client.xgroup_create(TASKS, GROUP, id="0", mkstream=True)
            trouble = ""
            await take_over()
            for _, entries in await store.client.xreadgroup(GROUP, CONSUMER, {TASKS: ">"}, count=10, block=5000) or []:
                for id, fields in entries:
                    await handle(id, fields)
        except (RedisError, OSError) as error:
            if trouble != (now := f"redis: {explain(error)}"):
                log.warning(now)
            trouble = now
            await asyncio.sleep(2)


async def start(stack: AsyncExitStack) -> None:
    await store.start(stack)
    await ollama.start(stack)
    consumer = asyncio.create_task(consume())

    async def stop() -> None:
        consumer.cancel()
        with suppress(asyncio.CancelledError):
            await consumer

    stack.push_async_callback(stop)


async def problems() -> list[str]:
    return [trouble] if trouble else []


@router.post("/tasks", status_code=202)
async def create(task: Task, wait: Annotated[float, Query(ge=0, le=60)] = 0):
    id = str(uuid.uuid4())
    await store.client.xadd(TASKS, {"id": id, **task.model_dump()}, maxlen=KEPT, approximate=True)
    for _ in range(int(wait * 20)):
        if found := await store.client.get(f"mesh:result:{id}"):
            return answer(found)
        await asyncio.sleep(0.05)
    return {"task": id, "state": "queued"}


def answer(found: str) -> dict:
    result = json.loads(found)
    return {**result, "state": "done" if result["ok"] == "1" else "failed", "ok": result["ok"] == "1", "result": json.loads(result["result"])}


@router.get("/results/{id}")
async def result(id: str):
    found = await store.client.get(f"mesh:result:{id}")
    return answer(found) if found else JSONResponse({"error": f"no result of {id}"}, 404)


@router.get("/queue")
async def queue():
    groups = await store.client.xinfo_groups(TASKS)
    return {"stream": TASKS, "waiting": await store.client.xlen(TASKS), "groups": [{k: g[k] for k in ("name", "consumers", "pending")} for g in groups]}
