"""Collections on disk: a folder each, with the description it was created by beside the engine's files."""

import json
import re
import shutil
from pathlib import Path

import qdrant_edge as edge

from .translate import Refused, config

NAME = re.compile(r"[A-Za-z0-9][\w.-]{0,254}")


class Missing(KeyError):
    """No such collection."""


class Store:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.shards: dict[str, edge.EdgeShard] = {}
        self.described: dict[str, dict] = {}

    def load(self) -> None:
        self.folder.mkdir(exist_ok=True)
        for path in sorted(self.folder.iterdir()):
            if not (path / "created").exists():
                shutil.rmtree(path)  # its creation, or its removal, was cut short
                continue
            self.described[path.name] = json.loads((path / "created").read_text())
            self.shards[path.name] = edge.EdgeShard.load(str(path / "shard"))

    def create(self, name: str, body: dict) -> None:
        if not NAME.fullmatch(name):
            raise Refused(f"collection name {name!r}")
        if name in self.shards:
            raise Refused(f"collection {name} exists already")
        path = self.folder / name
        settings = config(body)
        (path / "shard").mkdir(parents=True)
        self.shards[name] = edge.EdgeShard.create(str(path / "shard"), settings)
        (path / "created").write_text(json.dumps(body))
        self.described[name] = body

    def drop(self, name: str) -> bool:
        if name not in self.shards:
            return False
        path = self.folder / name
        (path / "created").unlink()
        self.described.pop(name)
        self.shards.pop(name).close()
        shutil.rmtree(path)
        return True

    def shard(self, name: str) -> edge.EdgeShard:
        if name not in self.shards:
            raise Missing(name)
        return self.shards[name]

    def close(self) -> None:
        for shard in self.shards.values():
            shard.flush()
            shard.close()
