"""One image for all agents: AGENT_TYPE chooses what this one does; a type without a module here is a generic agent."""

from contextlib import AsyncExitStack, asynccontextmanager
from importlib import import_module

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from sutazai_service import create_app, env, explain

KINDS = {
    "awesome-code-ai": "chooser",
    "code-improver": "advice",
    "context-framework": "context",
    "documind": "documents",
    "hardware-resource-optimizer": "hardware",
    "jarvis-automation-agent": "automation",
    "jarvis-hardware-resource-optimizer": "hardware",
    "jarvis-knowledge-management": "knowledge",
    "jarvis-multimodal-ai": "images",
    "jarvis-voice-interface": "voice",
    "mcp-server": "mcp_tools",
    "mesh-worker": "worker",
    "ollama-integration": "ollama",
    "semgrep": "scan",
    "service-hub": "hub",
    "task-assignment-coordinator": "coordinator",
    "ultra-frontend-ui-architect": "page_review",
}

agent_type = env("AGENT_TYPE", "generic")
name = env("AGENT_NAME", agent_type)
# Only this module is loaded: what the others import costs no memory.
kind = import_module(f".{env('AGENT_KIND') or KINDS.get(agent_type, 'generic')}", __package__)
stand_in = {"stand-in": env("STAND_IN")} if env("STAND_IN") else {}


@asynccontextmanager
async def lifespan(_: FastAPI):
    async with AsyncExitStack() as stack:
        await kind.start(stack)
        yield


app = create_app(f"sutazai {name}", lifespan)
app.include_router(kind.router)


async def unavailable(_: Request, error: Exception):
    return JSONResponse({"error": explain(error)}, 503)


for refusal in getattr(kind, "UNAVAILABLE", ()):
    app.add_exception_handler(refusal, unavailable)


@app.get("/")
async def root():
    return {"agent": name, "type": agent_type, "does": kind.DOES, "docs": "/docs", **stand_in}


@app.get("/health")
async def health():
    problems = await kind.problems()
    detail = "degraded: " + "; ".join(problems) if problems else "healthy"
    return {"status": "degraded" if problems else "healthy", "agent": name, "detail": detail, **stand_in}
