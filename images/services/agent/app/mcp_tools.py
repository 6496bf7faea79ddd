"""The platform as tools of the Model Context Protocol (streamable HTTP at /mcp), by the official SDK."""

import json
from contextlib import AsyncExitStack
from typing import Any

import asyncpg
from fastapi import APIRouter
from fastapi.responses import JSONResponse
from mcp.server.fastmcp import FastMCP
from mcp.server.fastmcp.exceptions import ToolError
from mcp.server.transport_security import TransportSecuritySettings

from sutazai_service import check, env, explain, secret

from . import ollama, platform_services

DOES = ["POST /mcp: initialize, tools/list, tools/call of list_services, query_postgres, ask_model"]
ROWS, SECONDS = 200, 10
hosts = ["127.0.0.1:*", "localhost:*", *(f"{host}:*" for host in env("MCP_HOSTS", "mcp-server").split(","))]
server = FastMCP(
    "sutazai",
    instructions="Tools of the Sutazai platform.",
    stateless_http=True,
    json_response=True,
    transport_security=TransportSecuritySettings(enable_dns_rebinding_protection=True, allowed_hosts=hosts, allowed_origins=[f"http://{host}" for host in hosts]),
)


@server.tool()
async def list_services() -> list[dict]:
    """The services of the platform: name, tier, and where each answers its health check."""
    return platform_services.load()


@server.tool()
async def query_postgres(sql: str) -> list[dict[str, Any]]:
    """Runs one read-only SQL statement in the database of this server, and gives at most 200 rows."""
    try:
        connection = await connect()
    except (OSError, asyncpg.PostgresError, TimeoutError) as error:
        raise ToolError(f"postgres: {explain(error)}") from None
    try:
        async with connection.transaction(readonly=True):
            cursor = await connection.cursor(sql)
            return [json.loads(json.dumps(dict(row), default=str)) for row in await cursor.fetch(ROWS)]
    except asyncpg.PostgresError as error:
        raise ToolError(explain(error)) from None
    finally:
        await connection.close()


@server.tool()
async def ask_model(prompt: str, tokens: int = 256) -> str:
    """Asks the platform's language model."""
    answer = await ollama.complete(prompt, tokens=tokens)
    if isinstance(answer, JSONResponse):
        raise ToolError(json.loads(answer.body)["error"])
    return answer["response"]


async def connect() -> asyncpg.Connection:
    name = env("POSTGRES_USER", "mcp_server")
    return await asyncpg.connect(
        host=env("POSTGRES_HOST", "postgres"), user=name, database=env("POSTGRES_DB", name), password=secret("POSTGRES_PASSWORD"),
        timeout=3, command_timeout=SECONDS, server_settings={"default_transaction_read_only": "on"},
    )


router = APIRouter(routes=server.streamable_http_app().routes)


async def start(stack: AsyncExitStack) -> None:
    await ollama.start(stack)
    await stack.enter_async_context(server.session_manager.run())


async def problems() -> list[str]:
    async def ask() -> None:
        await (await connect()).close()

    result = await check("postgres", ask, 3)
    return [] if result["ok"] else [f"postgres: {result['error']}"]
