"""Keeps what was said, and gives back as much of its end as fits into a model's context window."""

import json
import time
from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from sutazai_service import env_number

from . import store
from .store import UNAVAILABLE, problems, start

DOES = ["POST /contexts/{id} {role, text}", "GET /contexts/{id}?budget=2048", "DELETE /contexts/{id}"]
__all__ = ["DOES", "UNAVAILABLE", "problems", "router", "start"]

router = APIRouter()
KEPT = 1000
LETTERS_A_TOKEN = 4
seconds = int(env_number("CONTEXT_SECONDS", 7 * 86_400))
Id = Annotated[str, Path(max_length=100, pattern=r"^[A-Za-z0-9._:-]+$")]


class Item(BaseModel):
    role: Literal["system", "user", "assistant", "tool"] = "user"
    text: str = Field(min_length=1, max_length=64_000)


def tokens(text: str) -> int:
    """An estimate: English has about four letters a token."""
    return -(-len(text) // LETTERS_A_TOKEN)


def fit(items: list[dict], budget: int) -> list[dict]:
    """The first system item, and as many of the last others as the budget holds."""
    system = next((item for item in items if item["role"] == "system"), None)
    left = budget - (tokens(system["text"]) if system else 0)
    kept: list[dict] = []
    for item in reversed([item for item in items if item is not system]):
        left -= tokens(item["text"])
        if left < 0:
            break
        kept.insert(0, item)
    return ([system] if system else []) + kept


@router.post("/contexts/{id}", status_code=201)
async def append(id: Id, item: Item):
    key = f"context:{id}"
    async with store.client.pipeline() as batch:
        batch.rpush(key, json.dumps({**item.model_dump(), "at": round(time.time(), 3)}))
        batch.ltrim(key, -KEPT, -1)
        batch.expire(key, seconds)
        batch.llen(key)
        results = await batch.execute()
    return {"id": id, "items": results[-1]}


@router.get("/contexts/{id}")
async def window(id: Id, budget: Annotated[int, Query(ge=1, le=1_000_000)] = 2048):
    items = [json.loads(item) for item in await store.client.lrange(f"context:{id}", 0, -1)]
    if not items:
        return JSONResponse({"error": f"no context {id}"}, 404)
    kept = fit(items, budget)
    return {"id": id, "items": kept, "kept": len(kept), "of": len(items), "tokens": sum(tokens(item["text"]) for item in kept)}


@router.delete("/contexts/{id}")
async def remove(id: Id):
    return {"removed": await store.client.delete(f"context:{id}")}
