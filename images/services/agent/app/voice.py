"""A conversation by voice: speech to text, the model's answer, text to speech; each session's turns are kept in Redis."""

import base64
import json
import time
from contextlib import AsyncExitStack
from typing import Annotated

from fastapi import APIRouter, Path
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, Field

from . import jobs, ollama, store
from .store import UNAVAILABLE

DOES = ["POST /speak {text} -> audio/wav", "POST /hear {wav: base64, commands?}", "POST /sessions/{id} {text | wav, spoken?}", "GET /sessions/{id}"]
__all__ = ["DOES", "UNAVAILABLE", "problems", "router", "start"]

router = APIRouter()
KEPT, TURNS, SECONDS = 200, 6, 7 * 86_400
Id = Annotated[str, Path(max_length=100, pattern=r"^[A-Za-z0-9._:-]+$")]


class Words(BaseModel):
    text: str = Field(min_length=1, max_length=4000)
    voice: str = Field(default="en-us", pattern=r"^[a-z]{2,3}([-+][a-zA-Z0-9]+)*$")


class Sound(BaseModel):
    wav: str = Field(min_length=1, max_length=8_000_000, description="base64 of a WAV file")
    commands: list[Annotated[str, Field(pattern=r"^[a-z' ]{1,60}$")]] | None = Field(default=None, max_length=100, description="the only phrases that may be heard")


class Turn(BaseModel):
    text: str | None = Field(default=None, max_length=4000)
    wav: str | None = Field(default=None, max_length=8_000_000)
    spoken: bool = False
    tokens: int | None = Field(default=None, ge=1, le=1024)


async def start(stack: AsyncExitStack) -> None:
    await store.start(stack)
    await ollama.start(stack)


async def problems() -> list[str]:
    return jobs.missing("speak") + jobs.missing("hear") + await store.problems() + await ollama.problems()


@router.post("/speak")
async def speak(words: Words):
    try:
        made = await jobs.run("speak", words.model_dump())
    except jobs.JobFailed as error:
        return JSONResponse({"error": str(error)}, 502)
    return Response(base64.b64decode(made["wav"]), media_type="audio/wav")


@router.post("/hear")
async def hear(sound: Sound):
    try:
        return await jobs.run("hear", sound.model_dump())
    except jobs.JobFailed as error:
        return JSONResponse({"error": str(error)}, 422)


@router.post("/echo")
async def echo(words: Words):
    """Says the text and listens to itself: what was heard, of the words that it said."""
    try:
        made = await jobs.run("speak", words.model_dump())
        heard = await jobs.run("hear", {"wav": made["wav"], "commands": [words.text.lower(), "something else", "nothing"]})
    except jobs.JobFailed as error:
        return JSONResponse({"error": str(error)}, 502)
    return {"said": words.text, **heard}


@router.post("/sessions/{id}")
async def say(id: Id, turn: Turn):
    try:
        text = turn.text or (await jobs.run("hear", {"wav": turn.wav}))["text"] if turn.text or turn.wav else ""
    except jobs.JobFailed as error:
        return JSONResponse({"error": str(error)}, 422)
    if not text:
        return JSONResponse({"error": "give text or wav; nothing was heard"}, 422)
    key = f"voice:{id}"
    past = [json.loads(entry) for entry in await store.client.lrange(key, -TURNS, -1)]
    prompt = "".join(f"User: {t['user']}\nJarvis: {t['jarvis']}\n" for t in past) + f"User: {text}\nJarvis:"
    answer = await ollama.complete(prompt, system="You are Jarvis. Answer in one or two spoken sentences.", tokens=turn.tokens)
    if isinstance(answer, JSONResponse):
        return answer
    async with store.client.pipeline() as batch:
        batch.rpush(key, json.dumps({"user": text, "jarvis": answer["response"].strip(), "at": round(time.time(), 3)}))
        batch.ltrim(key, -KEPT, -1)
        batch.expire(key, SECONDS)
        await batch.execute()
    said = await jobs.run("speak", {"text": answer["response"][:4000] or "I have no answer.", "voice": "en-us"}) if turn.spoken else {}
    return {"heard": text, "answer": answer["response"].strip(), "model": answer["model"], **said}


@router.get("/sessions/{id}")
async def turns(id: Id):
    found = [json.loads(entry) for entry in await store.client.lrange(f"voice:{id}", 0, -1)]
    return {"id": id, "turns": found} if found else JSONResponse({"error": f"no session {id}"}, 404)
