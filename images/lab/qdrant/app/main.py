"""The main calls of Qdrant's HTTP interface on Qdrant's engine. Every call runs in the one thread that opened the shards."""

import itertools
import os
from contextlib import asynccontextmanager
from pathlib import Path

import grpc
import qdrant_edge as edge
from fastapi import Body, Depends, FastAPI, Request
from fastapi.responses import JSONResponse, PlainTextResponse
from prometheus_client import Gauge
from qdrant_edge import UpdateOperation as Update
from sutazai_service import create_app, env, explain, log

from . import translate
from .store import Missing, Store
from .translate import Refused, filter_of, identity, point, shown

COLLECTIONS = Gauge("collections_total", "Number of collections")
POINTS = Gauge("collections_vector_total", "Number of points in all collections")

# What the engine uses; clients want to read it.
DEFAULTS = {
    "hnsw_config": {"m": 16, "ef_construct": 100, "full_scan_threshold": 10000},
    "optimizer_config": {"deleted_threshold": 0.2, "vacuum_min_vector_number": 1000, "default_segment_number": 0, "flush_interval_sec": 5},
}

operations = itertools.count()
store = Store(Path(env("QDRANT__STORAGE__STORAGE_PATH", "/qdrant/storage")) / "collections")


@asynccontextmanager
async def lifespan(_: FastAPI):
    if not os.access(store.folder.parent, os.W_OK):
        raise SystemExit(f"{store.folder.parent} is not writable for uid {os.getuid()}")
    store.load()
    # Without handlers: every call is answered by UNIMPLEMENTED.
    grpc_server = grpc.aio.server()
    grpc_server.add_insecure_port(f"0.0.0.0:{env('QDRANT__SERVICE__GRPC_PORT', '6334')}")
    await grpc_server.start()
    log.info("%s collections; Qdrant's engine behind its main HTTP calls, in place of the server", len(store.shards))
    yield
    await grpc_server.stop(1)
    store.close()


async def measure() -> None:
    COLLECTIONS.set(len(store.shards))
    POINTS.set(sum(shard.info().points_count for shard in store.shards.values()))


async def engine():
    """The engine says what is wrong with a request by a bare Exception."""
    try:
        yield
    except Exception as error:
        if type(error) is Exception:
            raise Refused(str(error)) from error
        raise


app = create_app("qdrant stand-in", lifespan, before_metrics=measure)
app.router.dependencies.append(Depends(engine))


def ok(result, status: int = 200) -> JSONResponse:
    return JSONResponse({"result": result, "status": "ok", "time": 0.0}, status)


def failed(status: int, error: str) -> JSONResponse:
    return JSONResponse({"status": {"error": error}, "time": 0.0}, status)


@app.exception_handler(Missing)
async def missing(_: Request, error: Missing):
    return failed(404, f"Not found: Collection `{error.args[0]}` doesn't exist!")


@app.exception_handler(KeyError)
@app.exception_handler(TypeError)
@app.exception_handler(ValueError)
async def wrong(_: Request, error: Exception):
    return failed(400, explain(error, 500))


def completed(name: str, operation: Update) -> JSONResponse:
    store.shard(name).update(operation)
    return ok({"operation_id": next(operations), "status": "completed"})


@app.get("/")
async def root():
    return {"title": "qdrant stand-in - Qdrant's engine behind its main HTTP calls", "version": "1.15.0-edge"}


for path in ("/healthz", "/livez", "/readyz"):
    app.get(path, response_class=PlainTextResponse)(lambda: "all shards are ready\n")


@app.get("/collections")
async def collections():
    return ok({"collections": [{"name": name} for name in sorted(store.shards)]})


@app.get("/collections/{name}/exists")
async def exists(name: str):
    return ok({"exists": name in store.shards})


@app.get("/collections/{name}")
async def describe(name: str):
    info = store.shard(name).info()
    params = {key: store.described[name][key] for key in ("vectors", "sparse_vectors") if key in store.described[name]}
    return ok(
        {
            "status": "green",
            "optimizer_status": "ok",
            "points_count": info.points_count,
            "indexed_vectors_count": info.indexed_vectors_count,
            "segments_count": info.segments_count,
            "config": {"params": params, **DEFAULTS},
            "payload_schema": {},
        }
    )


@app.put("/collections/{name}")
async def create(name: str, body: dict = Body()):
    store.create(name, body)
    return ok(True)


@app.delete("/collections/{name}")
async def drop(name: str):
    return ok(store.drop(name))


@app.put("/collections/{name}/index")
async def index(name: str, body: dict = Body()):
    schema = body.get("field_schema")
    kind = schema.get("type") if isinstance(schema, dict) else schema
    return completed(name, Update.create_field_index(body["field_name"], translate.pick(translate.SCHEMAS, kind, "field_schema")))


@app.put("/collections/{name}/points")
async def upsert(name: str, body: dict = Body()):
    return completed(name, Update.upsert_points(translate.points(body)))


@app.post("/collections/{name}/points/delete")
async def delete(name: str, body: dict = Body()):
    return completed(name, Update.delete_points(body["points"]) if "points" in body else Update.delete_points_by_filter(filter_of(body["filter"])))


@app.post("/collections/{name}/points/payload")
async def set_payload(name: str, body: dict = Body()):
    if "points" in body:
        return completed(name, Update.set_payload(body["points"], body["payload"], body.get("key")))
    return completed(name, Update.set_payload_by_filter(filter_of(body["filter"]), body["payload"], body.get("key")))


@app.post("/collections/{name}/points")
async def retrieve(name: str, body: dict = Body()):
    wanted = shown(body, payload=True)
    return ok([point(record) for record in store.shard(name).retrieve(body["ids"], **wanted)])


@app.get("/collections/{name}/points/{key}")
async def one(name: str, key: str):
    found = store.shard(name).retrieve([int(key) if key.isdigit() else key], True, True)
    return ok(point(found[0])) if found else failed(404, f"Not found: Point with id {key} does not exists!")


@app.post("/collections/{name}/points/scroll")
async def scroll(name: str, body: dict = Body({})):
    request = edge.ScrollRequest(offset=body.get("offset"), limit=body.get("limit", 10), filter=filter_of(body.get("filter")), **shown(body, payload=True))
    records, following = store.shard(name).scroll(request)
    return ok({"points": [point(r) for r in records], "next_page_offset": None if following is None else identity(following)})


@app.post("/collections/{name}/points/count")
async def count(name: str, body: dict = Body({})):
    return ok({"count": store.shard(name).count(edge.CountRequest(exact=body.get("exact", True), filter=filter_of(body.get("filter"))))})


def nearest(name: str, body: dict) -> list[dict]:
    shard = store.shard(name)

    def vector_of(key, using):
        found = shard.retrieve([key], False, True)
        if not found:
            raise Refused(f"Point with id {key} does not exist")
        vectors = found[0].vector
        return vectors[using or ""] if isinstance(vectors, dict) else vectors

    if body.get("prefetch"):
        raise Refused("prefetch is not known to the stand-in")
    wanted, itself = translate.query(body, vector_of)
    limits = filter_of(body.get("filter"))
    if itself is not None:
        limits = edge.Filter(must=[limits] if limits else None, must_not=[edge.HasIdCondition({itself})])
    request = edge.QueryRequest(
        limit=body.get("limit", 10),
        offset=body.get("offset"),
        query=wanted,
        filter=limits,
        score_threshold=body.get("score_threshold"),
        **shown(body, payload=False),
    )
    return [point(found) for found in shard.query(request)]


def as_query(body: dict) -> dict:
    """A search request in the words of a query request."""
    given = body["vector"]
    named = isinstance(given, dict) and "name" in given
    return {**body, "query": given["vector"], "using": given["name"]} if named else {**body, "query": given}


@app.post("/collections/{name}/points/query")
async def query(name: str, body: dict = Body()):
    return ok({"points": nearest(name, body)})


@app.post("/collections/{name}/points/query/batch")
async def query_batch(name: str, body: dict = Body()):
    return ok([{"points": nearest(name, one)} for one in body["searches"]])


@app.post("/collections/{name}/points/search")
async def search(name: str, body: dict = Body()):
    return ok(nearest(name, as_query(body)))


@app.post("/collections/{name}/points/search/batch")
async def search_batch(name: str, body: dict = Body()):
    return ok([nearest(name, as_query(one)) for one in body["searches"]])
