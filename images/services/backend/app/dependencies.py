"""The services the backend stands on. Every connection is made when first needed and made anew when it broke."""

import asyncio
import time

import asyncpg
import httpx
import redis.asyncio as redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.credentials import CredentialProvider
from sutazai_service import check, secret

from .settings import settings

LIMIT = 2.0
FRESH = 1.0


class _RedisPassword(CredentialProvider):
    def get_credentials(self):
        password = secret("REDIS_PASSWORD")
        return (password,) if password else ()

    async def get_credentials_async(self):
        return self.get_credentials()


def has_model(name: str, installed: list[str]) -> bool:
    return name in installed or f"{name}:latest" in installed


class Dependencies:
    def __init__(self) -> None:
        self.http = httpx.AsyncClient(timeout=LIMIT)
        self.redis = redis.Redis(
            host=settings.redis_host,
            port=settings.redis_port,
            credential_provider=_RedisPassword(),
            socket_timeout=LIMIT,
            socket_connect_timeout=LIMIT,
            retry=Retry(NoBackoff(), 1),
        )
        self.installed: list[str] = []
        self._pool: asyncpg.Pool | None = None
        self._pool_lock = asyncio.Lock()
        self._report: tuple[float, dict] | None = None
        self._report_lock = asyncio.Lock()

    async def pool(self) -> asyncpg.Pool:
        async with self._pool_lock:
            if self._pool is None:
                self._pool = await asyncpg.create_pool(
                    host=settings.postgres_host,
                    port=settings.postgres_port,
                    database=settings.postgres_db,
                    user=settings.postgres_user,
                    password=lambda: secret("POSTGRES_PASSWORD"),
                    min_size=0,
                    max_size=5,
                    timeout=LIMIT,
                    command_timeout=LIMIT,
                    max_inactive_connection_lifetime=60,
                )
            return self._pool

    async def close(self) -> None:
        await self.http.aclose()
        await self.redis.aclose()
        if self._pool:
            self._pool.terminate()

    async def _postgres(self) -> None:
        pool = await self.pool()
        async with pool.acquire(timeout=LIMIT) as connection:
            await connection.fetchval("SELECT 1")

    async def _redis(self) -> None:
        await self.redis.ping()

    async def _ollama(self) -> None:
        await self.models()

    async def _chromadb(self) -> None:
        (await self.http.get(f"{settings.chromadb_url}/api/v2/heartbeat")).raise_for_status()

    async def _rabbitmq(self) -> None:
        _, writer = await asyncio.open_connection(settings.rabbitmq_host, settings.rabbitmq_port)
        writer.close()

    async def models(self) -> list[str]:
        answer = await self.http.get(f"{settings.ollama_url}/api/tags")
        answer.raise_for_status()
        self.installed = [model["name"] for model in answer.json().get("models") or []]
        return self.installed

    async def report(self) -> dict:
        """The state of all components; callers at the same moment share one round of checks."""
        async with self._report_lock:
            if self._report and time.monotonic() - self._report[0] < FRESH:
                return self._report[1]
            asks = {"postgres": self._postgres, "redis": self._redis, "ollama": self._ollama, "chromadb": self._chromadb}
            if settings.rabbitmq_host:
                asks["rabbitmq"] = self._rabbitmq
            results = await asyncio.gather(*(check(name, ask, LIMIT) for name, ask in asks.items()))
            report = self._judge(dict(zip(asks, results, strict=True)))
            self._report = (time.monotonic(), report)
            return report

    def _judge(self, components: dict) -> dict:
        optional = {"rabbitmq"}
        failed = [name for name, result in components.items() if not result["ok"]]
        if set(failed) - optional:
            status = "unhealthy"
            detail = "; ".join(f"{name}: {components[name]['error']}" for name in failed)
        else:
            problems = [f"{name} down" for name in failed]
            problems += [f"model {name} missing" for name in settings.models if not has_model(name, self.installed)]
            status, detail = ("degraded", ", ".join(problems)) if problems else ("healthy", "")
        return {
            "status": status,
            "components": components,
            "model": settings.default_model,
            "detail": f"{status}: {detail}" if detail else status,
        }
