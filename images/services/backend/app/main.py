from contextlib import asynccontextmanager

import httpx
from fastapi import FastAPI
from fastapi.responses import JSONResponse
from prometheus_client import Gauge
from pydantic import BaseModel, Field
from sutazai_service import create_app, explain, log

from .dependencies import Dependencies, has_model
from .settings import settings

MODEL = Gauge("sutazai_model_available", "1 if the model can be used", ["model"])

dependencies: Dependencies


@asynccontextmanager
async def lifespan(_: FastAPI):
    global dependencies
    dependencies = Dependencies()
    yield
    await dependencies.close()


async def report() -> dict:
    state = await dependencies.report()
    for name in settings.models:
        MODEL.labels(name).set(has_model(name, dependencies.installed))
    return state


app = create_app("sutazai backend", lifespan, before_metrics=report)


class Chat(BaseModel):
    prompt: str = Field(min_length=1, max_length=32_000)
    model: str | None = Field(default=None, max_length=200)


@app.get("/")
async def root():
    return {"service": "backend", "environment": settings.environment, "docs": "/docs"}


@app.get("/health")
async def health():
    state = await report()
    return JSONResponse(state, 503 if state["status"] == "unhealthy" else 200)


@app.get("/api/v1/status")
async def status():
    state = await report()
    return {**state, "environment": settings.environment, "models": dependencies.installed, "wanted": settings.models}


@app.get("/api/v1/models")
async def models():
    try:
        installed = await dependencies.models()
    except Exception as error:
        return JSONResponse({"error": f"ollama: {explain(error)}"}, 503)
    return {"models": installed, "default": settings.default_model, "fallback": settings.fallback_model}


@app.post("/api/v1/chat")
async def chat(request: Chat):
    wanted = list(dict.fromkeys(([request.model] if request.model else []) + settings.models))
    for model in wanted:
        try:
            answer = await dependencies.http.post(
                f"{settings.ollama_url}/api/generate",
                json={"model": model, "prompt": request.prompt, "stream": False},
                timeout=httpx.Timeout(settings.generate_seconds, connect=2),
            )
        except httpx.HTTPError as error:
            return JSONResponse({"error": f"ollama does not answer: {explain(error)}"}, 503)
        if answer.status_code == 404:
            continue
        if answer.is_error:
            log.warning("model %s: HTTP %s", model, answer.status_code)
            return JSONResponse({"error": f"model {model} failed: {answer.text[:300]}"}, 503)
        body = answer.json()
        return {"model": model, "response": body.get("response", ""), "tokens": body.get("eval_count")}
    return JSONResponse({"error": f"no model to answer with: {', '.join(wanted)} missing in Ollama (ollama pull {wanted[0]})"}, 503)
