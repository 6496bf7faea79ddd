"""ai-metrics-exporter: the models in Ollama, the backend and the agents, as metrics. Runs as `python -m app.ai`."""

import asyncio

import httpx
from prometheus_client import Gauge
from sutazai_service import check, create_app, env, env_number, serve

from .targets import Target, ask, load, rounds

COMPONENT = Gauge("sutazai_ai_component_up", "1 if it answers", ["component"])
MODELS = Gauge("sutazai_ai_models", "Models that Ollama has")
MODEL_BYTES = Gauge("sutazai_ai_model_bytes", "Size of a model on disk", ["model"])
LOADED_BYTES = Gauge("sutazai_ai_model_loaded_bytes", "Memory of a model that is loaded", ["model"])
WANTED = Gauge("sutazai_ai_model_present", "1 if a model that the platform wants is there", ["model"])
AGENT = Gauge("sutazai_ai_agent_up", "1 if the agent's health check passed", ["service", "tier"])
AGENT_MS = Gauge("sutazai_ai_agent_check_milliseconds", "Time the agent's last passed check took", ["service", "tier"])

plan = load()
limit = env_number("COLLECTION_TIMEOUT", 5)
ollama = env("OLLAMA_BASE_URL", "http://ollama:11434")
backend = env("BACKEND_URL", "http://backend:8000")
wanted = list(dict.fromkeys(filter(None, (env("DEFAULT_MODEL"), env("FALLBACK_MODEL")))))
done = 0


async def models(client: httpx.AsyncClient, path: str) -> list[dict]:
    answer = await client.get(f"{ollama}{path}")
    return answer.raise_for_status().json().get("models") or []


async def look_at_ollama(client: httpx.AsyncClient) -> None:
    present: list[dict] = []
    loaded: list[dict] = []

    async def question() -> None:
        present.extend(await models(client, "/api/tags"))
        loaded.extend(await models(client, "/api/ps"))

    up = (await check("ollama", question, limit))["ok"]
    COMPONENT.labels("ollama").set(up)
    MODEL_BYTES.clear()
    LOADED_BYTES.clear()
    WANTED.clear()
    if not up:
        return
    MODELS.set(len(present))
    for model in present:
        MODEL_BYTES.labels(model["name"]).set(model.get("size", 0))
    for model in loaded:
        LOADED_BYTES.labels(model["name"]).set(model.get("size", 0))
    names = {model["name"] for model in present}
    for name in wanted:
        WANTED.labels(name).set(name in names or f"{name}:latest" in names)


async def look_at_backend(client: httpx.AsyncClient) -> None:
    async def question() -> None:
        (await client.get(f"{backend}/health")).raise_for_status()

    COMPONENT.labels("backend").set((await check("backend", question, limit))["ok"])


async def look_at_agent(client: httpx.AsyncClient, target: Target) -> None:
    result = await ask(client, target, limit)
    AGENT.labels(*target.labels).set(result["ok"])
    if result["ok"]:
        AGENT_MS.labels(*target.labels).set(result["ms"])


async def collect(client: httpx.AsyncClient) -> None:
    global done
    await asyncio.gather(look_at_ollama(client), look_at_backend(client), *(look_at_agent(client, target) for target in plan.targets))
    done += 1


app = create_app("sutazai ai-metrics-exporter", rounds(env_number("COLLECTION_INTERVAL", 30), limit, collect))


@app.get("/")
@app.get("/health")
async def health():
    return {"status": "healthy", "agents": len(plan.targets), "rounds": done}


if __name__ == "__main__":
    serve(app, 9200)
