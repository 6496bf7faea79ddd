"""Redis, as agents use it: the password from its file, short timeouts, one client for the process."""

from contextlib import AsyncExitStack

from redis.asyncio import Redis
from redis.exceptions import RedisError
from sutazai_service import check, env, env_number, secret

UNAVAILABLE = (RedisError, OSError)

client: Redis


async def start(stack: AsyncExitStack) -> None:
    global client
    client = Redis(
        host=env("REDIS_HOST", "redis"),
        port=int(env_number("REDIS_PORT", 6379)),
        password=secret("REDIS_PASSWORD"),
        decode_responses=True,
        socket_connect_timeout=2,
        socket_timeout=10,
    )
    stack.push_async_callback(client.aclose)


async def problems() -> list[str]:
    result = await check("redis", client.ping)
    return [] if result["ok"] else [f"redis: {result['error']}"]
