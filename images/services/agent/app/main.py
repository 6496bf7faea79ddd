"""One image for all agents: AGENT_TYPE chooses what this one does; a type without a module here is a generic agent."""

from contextlib import AsyncExitStack, asynccontextmanager

from fastapi import FastAPI
from sutazai_service import create_app, env

from . import coordinator, generic, hardware, ollama

KINDS = {
    "ollama-integration": ollama,
    "hardware-resource-optimizer": hardware,
    "task-assignment-coordinator": coordinator,
}

agent_type = env("AGENT_TYPE", "generic")
kind = KINDS.get(agent_type, generic)


@asynccontextmanager
async def lifespan(_: FastAPI):
    async with AsyncExitStack() as stack:
        await kind.start(stack)
        yield


app = create_app(f"sutazai {agent_type}", lifespan)
app.include_router(kind.router)


@app.get("/")
async def root():
    return {"agent": env("AGENT_NAME", agent_type), "type": agent_type, "does": kind.DOES, "docs": "/docs"}


@app.get("/health")
async def health():
    problems = await kind.problems()
    detail = "degraded: " + "; ".join(problems) if problems else "healthy"
    return {"status": "degraded" if problems else "healthy", "agent": agent_type, "detail": detail}
