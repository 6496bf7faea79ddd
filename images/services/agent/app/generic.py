from fastapi import APIRouter
from pydantic import BaseModel, Field
from sutazai_service import env

from . import ollama
from .ollama import problems, start

DOES = ["POST /run {task, tokens?}"]
__all__ = ["DOES", "problems", "router", "start"]

router = APIRouter()
role = env("AGENT_PROMPT", f"You are the agent {env('AGENT_TYPE', 'generic')}. Do the task you are given. Answer briefly.")


class Run(BaseModel):
    task: str = Field(min_length=1, max_length=32_000)
    tokens: int | None = Field(default=None, ge=1, le=4096)


@router.post("/run")
async def run(request: Run):
    return await ollama.complete(request.task, system=role, tokens=request.tokens)
