"""Keeps texts: the text in Redis, its vector in ChromaDB, Qdrant and FAISS; a search asks one of them."""

import asyncio
import uuid
from contextlib import AsyncExitStack
from typing import Annotated, Literal

import httpx
from fastapi import APIRouter, Path
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from sutazai_service import COMPONENT_UP, env, explain

from . import store
from .embedding import embed
from .store import problems
from .vector_stores import STORES

DOES = ["POST /documents {text, id?}", "POST /search {text, count?, store?}", "GET /documents/{id}", "DELETE /documents/{id}"]
UNAVAILABLE = (*store.UNAVAILABLE, httpx.HTTPError)
__all__ = ["DOES", "UNAVAILABLE", "problems", "router", "start"]

router = APIRouter()
TEXTS = "knowledge:texts"
ADDRESSES = {"chromadb": "http://chromadb:8000", "qdrant": "http://qdrant:6333", "faiss": "http://faiss:8000"}
stores: dict = {}
Id = Annotated[str, Path(max_length=100, pattern=r"^[A-Za-z0-9._:-]+$")]


class Document(BaseModel):
    text: str = Field(min_length=1, max_length=100_000)
    id: str | None = Field(default=None, max_length=100, pattern=r"^[A-Za-z0-9._:-]+$")


class Search(BaseModel):
    text: str = Field(min_length=1, max_length=10_000)
    count: int = Field(default=5, ge=1, le=50)
    store: Literal["chromadb", "qdrant", "faiss"] = "chromadb"


async def start(stack: AsyncExitStack) -> None:
    await store.start(stack)
    for name, kind in STORES.items():
        base = env(f"{name.upper()}_URL", ADDRESSES[name])
        stores[name] = kind(await stack.enter_async_context(httpx.AsyncClient(base_url=base, timeout=httpx.Timeout(10, connect=2))))


async def everywhere(act) -> dict[str, str]:
    """What each store said: `ok`, or why not."""

    async def one(name: str) -> tuple[str, str]:
        try:
            await act(stores[name])
            said = "ok"
        except (httpx.HTTPError, KeyError, ValueError) as error:
            said = explain(error)
        COMPONENT_UP.labels(name).set(said == "ok")
        return name, said

    return dict(await asyncio.gather(*map(one, stores)))


@router.post("/documents", status_code=201)
async def keep(document: Document):
    id = document.id or str(uuid.uuid4())
    vector = embed(document.text)
    said = await everywhere(lambda one: one.put(id, vector))
    if "ok" not in said.values():
        return JSONResponse({"error": f"no store took it: {said}"}, 503)
    await store.client.hset(TEXTS, id, document.text)
    return {"id": id, "stores": said}


@router.post("/search")
async def search(request: Search):
    ids = await stores[request.store].find(embed(request.text), request.count)
    texts = await store.client.hmget(TEXTS, ids) if ids else []
    return {"store": request.store, "results": [{"id": id, "text": text} for id, text in zip(ids, texts, strict=True) if text is not None]}


@router.get("/documents/{id}")
async def one(id: Id):
    text = await store.client.hget(TEXTS, id)
    return {"id": id, "text": text} if text is not None else JSONResponse({"error": f"no document {id}"}, 404)


@router.delete("/documents/{id}")
async def remove(id: Id):
    said = await everywhere(lambda one: one.remove(id))
    return {"removed": await store.client.hdel(TEXTS, id), "stores": said}
