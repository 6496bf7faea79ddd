import time
from contextlib import AsyncExitStack

import httpx
from fastapi import APIRouter
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from sutazai_service import check, env, env_number, explain

DOES = ["POST /generate {prompt, model?, system?, tokens?}", "GET /models"]

router = APIRouter()
base = env("OLLAMA_BASE_URL", "http://ollama:11434").rstrip("/")
models = list(dict.fromkeys([env("DEFAULT_MODEL", "tinyllama"), env("FALLBACK_MODEL", "tinyllama")]))
seconds = env_number("GENERATE_TIMEOUT", 300)
client: httpx.AsyncClient
_problems: tuple[float, list[str]] = (float("-inf"), [])


class Generate(BaseModel):
    prompt: str = Field(min_length=1, max_length=32_000)
    model: str | None = Field(default=None, max_length=200)
    system: str | None = Field(default=None, max_length=32_000)
    tokens: int | None = Field(default=None, ge=1, le=4096)


async def start(stack: AsyncExitStack) -> None:
    global client
    client = await stack.enter_async_context(httpx.AsyncClient(timeout=httpx.Timeout(seconds, connect=2)))


async def installed() -> list[str]:
    answer = await client.get(f"{base}/api/tags", timeout=2)
    answer.raise_for_status()
    return [model["name"] for model in answer.json().get("models") or []]


async def problems() -> list[str]:
    global _problems
    if time.monotonic() - _problems[0] < 5:
        return _problems[1]
    found: list[str] = []

    async def ask() -> None:
        found.extend(await installed())

    result = await check("ollama", ask)
    if not result["ok"]:
        missing = [f"ollama: {result['error']}"]
    else:
        missing = [f"model {name} missing" for name in models if name not in found and f"{name}:latest" not in found]
    _problems = (time.monotonic(), missing)
    return missing


async def complete(prompt: str, model: str | None = None, system: str | None = None, tokens: int | None = None):
    wanted = list(dict.fromkeys(([model] if model else []) + models))
    for name in wanted:
        body = {"model": name, "prompt": prompt, "stream": False}
        body |= ({"system": system} if system else {}) | ({"options": {"num_predict": tokens}} if tokens else {})
        try:
            answer = await client.post(f"{base}/api/generate", json=body)
        except httpx.HTTPError as error:
            return JSONResponse({"error": f"ollama does not answer: {explain(error)}"}, 503)
        if answer.status_code == 404:
            continue
        if answer.is_error:
            return JSONResponse({"error": f"model {name} failed: {answer.text[:300]}"}, 503)
        return {"model": name, "response": answer.json().get("response", "")}
    return JSONResponse({"error": f"no model to answer with: {', '.join(wanted)} missing in Ollama (ollama pull {wanted[0]})"}, 503)


@router.get("/models")
async def list_models():
    try:
        return {"models": await installed()}
    except Exception as error:
        return JSONResponse({"error": f"ollama: {explain(error)}"}, 503)


@router.post("/generate")
async def generate(request: Generate):
    return await complete(request.prompt, request.model, request.system, request.tokens)
