"""What is asked over the network: TARGETS_FILE, and how one target is asked. The rounds in which all are."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import httpx
from fastapi import FastAPI
from pydantic import BaseModel, Field, ValidationError
from sutazai_service import check, env, log


class Target(BaseModel, extra="forbid"):
    name: str = Field(min_length=1)
    tier: str = ""
    kind: str = Field(pattern="^(http|tcp)$")
    url: str = ""
    host: str = ""
    port: int = Field(default=0, ge=0, le=65535)

    def model_post_init(self, _) -> None:
        if self.kind == "http" and not self.url.startswith(("http://", "https://")):
            raise ValueError(f"{self.name}: kind http needs url")
        if self.kind == "tcp" and not (self.host and self.port):
            raise ValueError(f"{self.name}: kind tcp needs host and port")


    @property
    def labels(self) -> tuple[str, str]:
        return self.name, self.tier


class Plan(BaseModel, extra="forbid"):
    """The stack whose containers are looked at; empty: none."""

    stack: str = ""
    targets: list[Target] = []


def load() -> Plan:
    path = env("TARGETS_FILE")
    if not path:
        return Plan()
    try:
        return Plan.model_validate_json(Path(path).read_text(encoding="utf-8"))
    except OSError as error:
        raise SystemExit(f"TARGETS_FILE: {error}") from None
    except ValidationError as error:
        raise SystemExit(f"{path}: " + "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())) from None


async def ask(client: httpx.AsyncClient, target: Target, seconds: float) -> dict:
    """Never raises, never takes longer than `seconds`."""

    async def question() -> None:
        if target.kind == "http":
            (await client.get(target.url)).raise_for_status()
        else:
            _, writer = await asyncio.open_connection(target.host, target.port)
            writer.close()

    return await check(target.name, question, seconds)


def rounds(interval: float, seconds: float, work: Callable[[httpx.AsyncClient], Awaitable[object]]):
    """The lifespan of an app that does `work` again and again."""

    async def forever() -> None:
        async with httpx.AsyncClient(timeout=seconds, follow_redirects=True) as client:
            while True:
                started = time.monotonic()
                try:
                    await work(client)
                except Exception:
                    log.exception("a round failed")
                await asyncio.sleep(max(0.1, interval - (time.monotonic() - started)))

    @asynccontextmanager
    async def lifespan(_: FastAPI):
        log.info("a round every %g s", interval)
        task = asyncio.create_task(forever())
        yield
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task

    return lifespan
