"""Tasks go through a durable RabbitMQ queue: what was accepted is assigned even if this process dies in between."""

import asyncio
import itertools
import json
import time
import uuid
from collections import OrderedDict
from contextlib import AsyncExitStack, suppress

import aio_pika
from fastapi import APIRouter
from fastapi.responses import JSONResponse
from prometheus_client import Counter
from pydantic import BaseModel, Field
from sutazai_service import COMPONENT_UP, env, env_number, explain, log, secret

DOES = ["POST /tasks {kind, payload?}", "GET /tasks", "GET /tasks/{id}"]

router = APIRouter()
QUEUE = env("TASK_QUEUE", "sutazai.tasks")
KEPT = 1000
TASKS = Counter("sutazai_tasks_total", "Tasks by state reached", ["state"])
agents = itertools.cycle([name for name in env("AGENTS", "generic").split(",") if name])
tasks: OrderedDict[str, dict] = OrderedDict()
connection: aio_pika.abc.AbstractRobustConnection | None = None
channel: aio_pika.abc.AbstractRobustChannel | None = None
problem = "rabbitmq: not connected yet"


class Task(BaseModel):
    kind: str = Field(min_length=1, max_length=200)
    payload: dict = Field(default_factory=dict)


def remember(task: dict, state: str) -> None:
    tasks[task["id"]] = {**tasks.get(task["id"], {}), **task, "state": state}
    tasks.move_to_end(task["id"])
    while len(tasks) > KEPT:
        tasks.popitem(last=False)
    TASKS.labels(state).inc()


async def assign(message: aio_pika.abc.AbstractIncomingMessage) -> None:
    async with message.process(requeue=False):
        task = json.loads(message.body)
        remember({**task, "agent": next(agents), "assigned": round(time.time(), 3)}, "assigned")


def lost(*_) -> None:
    global problem
    if not problem:
        problem = "rabbitmq: connection lost"
        log.warning(problem)


def restored(*_) -> None:
    global problem
    problem = ""
    log.info("connected to RabbitMQ again")


async def connect() -> None:
    """Until the first connection stands; from then on aio-pika restores it by itself."""
    global connection, channel, problem
    while True:
        try:
            opening = await aio_pika.connect_robust(
                host=env("RABBITMQ_HOST", "rabbitmq"),
                port=int(env_number("RABBITMQ_PORT", 5672)),
                login=env("RABBITMQ_USER", "sutazai"),
                password=secret("RABBITMQ_PASSWORD") or "",
                timeout=5,
                reconnect_interval=2,
            )
            opening.close_callbacks.add(lost)
            opening.reconnect_callbacks.add(restored)
            opened = await opening.channel()
            await opened.set_qos(prefetch_count=20)
            queue = await opened.declare_queue(QUEUE, durable=True)
            await queue.consume(assign)
            connection, channel, problem = opening, opened, ""
            log.info("connected to RabbitMQ, queue %s", QUEUE)
            with suppress(asyncio.CancelledError):
                await asyncio.Event().wait()
            await opening.close()
            return
        except Exception as error:
            if problem != (now := f"rabbitmq: {explain(error)}"):
                log.warning(now)
            problem = now
            await asyncio.sleep(2)


async def start(stack: AsyncExitStack) -> None:
    task = asyncio.create_task(connect())

    async def stop() -> None:
        task.cancel()
        with suppress(asyncio.CancelledError, TimeoutError):
            await asyncio.wait_for(task, 3)

    stack.push_async_callback(stop)


def connected() -> bool:
    up = connection is not None and connection.connected.is_set()
    COMPONENT_UP.labels("rabbitmq").set(up)
    return up


async def problems() -> list[str]:
    return [] if connected() else [problem or "rabbitmq: connection lost"]


@router.post("/tasks", status_code=202)
async def create(task: Task):
    item = {"id": str(uuid.uuid4()), "kind": task.kind, "payload": task.payload, "created": round(time.time(), 3)}
    if not connected():
        return JSONResponse({"error": problem or "rabbitmq: connection lost"}, 503)
    try:
        remember(item, "queued")
        message = aio_pika.Message(json.dumps(item).encode(), delivery_mode=aio_pika.DeliveryMode.PERSISTENT, message_id=item["id"])
        await asyncio.wait_for(channel.default_exchange.publish(message, routing_key=QUEUE), 5)
    except Exception as error:
        tasks.pop(item["id"], None)
        return JSONResponse({"error": f"rabbitmq: {explain(error)}"}, 503)
    return {"id": item["id"]}


@router.get("/tasks")
async def list_tasks():
    return {"tasks": list(reversed(tasks.values()))}


@router.get("/tasks/{task_id}")
async def one(task_id: str):
    return tasks.get(task_id) or JSONResponse({"error": f"no task {task_id}"}, 404)
