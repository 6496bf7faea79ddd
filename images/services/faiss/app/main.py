"""A vector store: FAISS holds the index in memory, SQLite holds each vector durably; the index is built from it at start."""

import os
import sqlite3
import threading
import uuid
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Annotated

import faiss
import numpy as np
from fastapi import FastAPI, HTTPException
from prometheus_client import Gauge
from pydantic import BaseModel, Field
from sutazai_service import create_app, env, log

VECTORS = Gauge("sutazai_faiss_vectors", "Vectors in the index")
METRICS = {"l2": faiss.METRIC_L2, "ip": faiss.METRIC_INNER_PRODUCT}
Vector = Annotated[list[Annotated[float, Field(allow_inf_nan=False)]], Field(min_length=1, max_length=16_384)]


class Store:
    def __init__(self, folder: Path, metric: str) -> None:
        if metric not in METRICS:
            raise SystemExit(f"FAISS_METRIC: {metric!r} is none of {', '.join(METRICS)}")
        self.metric = metric
        self.lock = threading.Lock()
        self.index: faiss.IndexIDMap2 | None = None
        self.names: dict[int, str] = {}
        self.db = sqlite3.connect(folder / "vectors.sqlite", check_same_thread=False, isolation_level=None)
        self.db.execute("PRAGMA journal_mode=WAL")
        self.db.execute("PRAGMA synchronous=FULL")
        self.db.execute("CREATE TABLE IF NOT EXISTS vectors (row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, vector BLOB NOT NULL)")
        self._load()

    def _load(self) -> None:
        rows = self.db.execute("SELECT row, id, vector FROM vectors ORDER BY row")
        while batch := rows.fetchmany(10_000):
            vectors = np.frombuffer(b"".join(vector for _, _, vector in batch), dtype=np.float32)
            self._insert(vectors.reshape(len(batch), -1), [row for row, _, _ in batch])
            self.names.update((row, name) for row, name, _ in batch)
        VECTORS.set(self.count)

    def _insert(self, vectors: np.ndarray, rows: list[int]) -> None:
        if self.index is None:
            self.index = faiss.IndexIDMap2(faiss.IndexFlat(vectors.shape[1], METRICS[self.metric]))
        self.index.add_with_ids(vectors, np.array(rows, dtype=np.int64))

    @property
    def count(self) -> int:
        return self.index.ntotal if self.index else 0

    @property
    def dimension(self) -> int | None:
        return self.index.d if self.index else None

    def _array(self, vector: list[float]) -> np.ndarray:
        array = np.array([vector], dtype=np.float32)
        if self.dimension and array.shape[1] != self.dimension:
            raise HTTPException(422, f"vector has {array.shape[1]} numbers, this index has {self.dimension}")
        if not np.isfinite(array).all():
            raise HTTPException(422, "a number is too large for 32 bits")
        return array

    def add(self, name: str, vector: list[float]) -> int:
        with self.lock:
            array = self._array(vector)
            (row,) = self.db.execute(
                "INSERT INTO vectors (id, vector) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET vector = excluded.vector RETURNING row",
                (name, array.tobytes()),
            ).fetchall()[0]
            if row in self.names:
                self.index.remove_ids(np.array([row], dtype=np.int64))
            self._insert(array, [row])
            self.names[row] = name
            VECTORS.set(self.count)
            return self.count

    def remove(self, name: str) -> bool:
        with self.lock:
            found = self.db.execute("DELETE FROM vectors WHERE id = ? RETURNING row", (name,)).fetchall()
            if not found:
                return False
            row = found[0][0]
            self.index.remove_ids(np.array([row], dtype=np.int64))
            del self.names[row]
            if not self.count:
                self.index = None
            VECTORS.set(self.count)
            return True

    def search(self, vector: list[float], k: int) -> list[dict]:
        with self.lock:
            if not self.count:
                return []
            distances, rows = self.index.search(self._array(vector), min(k, self.count))
            return [
                {"id": self.names[row], "distance": float(d)} for d, row in zip(distances[0], rows[0].tolist(), strict=True) if row >= 0
            ]


class Add(BaseModel):
    id: str | None = Field(default=None, min_length=1, max_length=500)
    vector: Vector


class Search(BaseModel):
    vector: Vector
    k: int = Field(default=5, ge=1, le=1000)


store: Store


@asynccontextmanager
async def lifespan(_: FastAPI):
    global store
    folder = Path(env("DATA_DIR", "/data"))
    if not os.access(folder, os.W_OK):
        raise SystemExit(f"{folder} is not writable for uid {os.getuid()}")
    store = Store(folder, env("FAISS_METRIC", "l2"))
    log.info("%s vectors of dimension %s", store.count, store.dimension)
    yield
    store.db.close()


app = create_app("sutazai faiss", lifespan)


@app.get("/")
@app.get("/health")
async def health():
    return {"status": "healthy", "vectors": store.count, "dimension": store.dimension, "metric": store.metric}


@app.post("/add")
def add(item: Add):
    name = item.id or str(uuid.uuid4())
    return {"id": name, "count": store.add(name, item.vector)}


@app.delete("/vectors/{name}", status_code=204)
def remove(name: str):
    if not store.remove(name):
        raise HTTPException(404, f"no vector {name}")


@app.post("/search")
def search(query: Search):
    return {"results": store.search(query.vector, query.k)}
