"""Knows the platform's tools for code, says which suits a task, and hands the task to it."""

import json
from contextlib import AsyncExitStack
from typing import Any

import httpx
from fastapi import APIRouter
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from sutazai_service import env

DOES = ["GET /tools", "POST /choose {task}", "POST /run {task, tool?, body?}"]
UNAVAILABLE = (httpx.HTTPError,)

router = APIRouter()
TOOLS: dict[str, dict] = {
    "aider": {"does": "changes files that exist", "path": "/run", "words": "change edit fix refactor rename modify bug patch"},
    "gpt-engineer": {"does": "writes a new program from its description", "path": "/run", "words": "new create write build generate program project application"},
    "shellgpt": {"does": "writes a shell command", "path": "/run", "words": "shell command bash terminal find grep list files line"},
    "code-improver": {"does": "gives advice on Python source", "path": "/advise", "words": "review advice improve quality lint readable python"},
    "semgrep": {"does": "looks for insecure patterns", "path": "/scan", "words": "security insecure scan vulnerability injection audit unsafe"},
}
addresses: dict[str, str] = json.loads(env("TOOL_ADDRESSES", "{}"))
client: httpx.AsyncClient


class Task(BaseModel):
    task: str = Field(min_length=1, max_length=32_000)


class Run(Task):
    tool: str | None = None
    body: dict[str, Any] = Field(default_factory=dict, description="what else the tool needs")


async def start(stack: AsyncExitStack) -> None:
    global client
    client = await stack.enter_async_context(httpx.AsyncClient(timeout=httpx.Timeout(600, connect=2)))


async def problems() -> list[str]:
    return []


def choose(task: str) -> list[tuple[int, str]]:
    """(hits, tool), best first; the order of the table decides between equals."""
    words = set(task.lower().replace(",", " ").replace(".", " ").split())
    hits = [(len(words & set(tool["words"].split())), name) for name, tool in TOOLS.items()]
    return sorted(hits, key=lambda hit: -hit[0])


@router.get("/tools")
async def tools():
    return {"tools": [{"name": name, "does": tool["does"], "reachable": name in addresses} for name, tool in TOOLS.items()]}


@router.post("/choose")
async def suits(task: Task):
    ranked = choose(task.task)
    return {"tool": ranked[0][1], "does": TOOLS[ranked[0][1]]["does"], "sure": ranked[0][0] > ranked[1][0], "ranked": [name for _, name in ranked]}


@router.post("/run")
async def run(request: Run):
    tool = request.tool or choose(request.task)[0][1]
    if tool not in TOOLS or tool not in addresses:
        return JSONResponse({"error": f"no tool {tool} here; there are {', '.join(addresses) or 'none'}"}, 422)
    answer = await client.post(addresses[tool] + TOOLS[tool]["path"], json={"task": request.task, **request.body})
    content = answer.json() if "json" in answer.headers.get("content-type", "") else {"error": answer.text[:300]}
    return JSONResponse({"tool": tool, "answer": content}, answer.status_code)
