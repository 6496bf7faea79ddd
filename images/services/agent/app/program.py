"""An agent whose work is done by a program of the image with the platform's model; see jobs.py."""

from contextlib import AsyncExitStack
from typing import Any

import httpx
from fastapi import APIRouter, Body
from fastapi.responses import JSONResponse
from sutazai_service import env, explain

from . import jobs, ollama

DOES = ["POST /run {task, ...}", "GET /selftest: the same work with a scripted model"]

router = APIRouter()
name = env("AGENT_TYPE", "generic")


async def start(stack: AsyncExitStack) -> None:
    await ollama.start(stack)


async def problems() -> list[str]:
    return jobs.missing(name) + await ollama.problems()


async def work(request: dict):
    try:
        return await jobs.run(name, request)
    except jobs.JobFailed as error:
        return JSONResponse({"error": str(error)}, 502)


@router.post("/run")
async def run(request: dict[str, Any] = Body()):
    if not isinstance(request.get("task"), str) or not request["task"].strip():
        return JSONResponse({"error": "task: what to do, in words"}, 422)
    model = str(request.get("model") or ollama.models[0])
    try:
        installed = await ollama.installed()
    except httpx.HTTPError as error:
        return JSONResponse({"error": f"ollama does not answer: {explain(error)}"}, 503)
    if model not in installed and f"{model}:latest" not in installed:
        return JSONResponse({"error": f"no model to answer with: {model} missing in Ollama (ollama pull {model})"}, 503)
    return await work({**request, "model": model, "ollama": ollama.base})


@router.get("/selftest")
async def selftest():
    return await work({"selftest": True})
