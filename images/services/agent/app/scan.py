"""Semgrep behind HTTP: source that was sent, with the rules of this image or those that came along; no network."""

from contextlib import AsyncExitStack
from typing import Any, Literal

from fastapi import APIRouter
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

from . import jobs

DOES = ["POST /scan {code, language, rules?}"]

router = APIRouter()


class Source(BaseModel):
    code: str = Field(min_length=1, max_length=1_000_000)
    language: Literal["python", "javascript", "typescript", "go", "java", "ruby", "php", "c", "bash", "yaml", "json", "dockerfile"] = "python"
    rules: list[dict[str, Any]] | None = Field(default=None, max_length=200, description="Semgrep rules instead of the image's own")


async def start(_: AsyncExitStack) -> None:
    pass


async def problems() -> list[str]:
    return jobs.missing("semgrep")


@router.post("/scan")
async def scan(source: Source):
    try:
        return await jobs.run("semgrep", source.model_dump())
    except jobs.JobFailed as error:
        return JSONResponse({"error": str(error)}, 422)
