"""Runs a program of its own for each job: what a library needs in memory is needed during the job only, and what it breaks ends with it."""

import asyncio
import json
import os
import shutil
import signal
import tempfile
from contextlib import suppress
from pathlib import Path

from sutazai_service import env, env_number

FOLDER = Path(env("JOBS", "/opt/jobs"))
OUTPUT = 4_000_000
seconds = env_number("JOB_TIMEOUT", 300)
at_once = asyncio.Semaphore(int(env_number("JOBS_AT_ONCE", 1)))


class JobFailed(Exception):
    """Its words are for the sender."""


def missing(name: str) -> list[str]:
    return [] if os.access(FOLDER / name, os.X_OK) else [f"this image has no job {name}"]


async def run(name: str, request: dict) -> dict:
    """Gives the request to the program as JSON, and takes the last line of its output as JSON. @raises JobFailed"""
    async with at_once:
        home = tempfile.mkdtemp(prefix="job-")
        try:
            return await _run(name, request, home)
        finally:
            await asyncio.to_thread(shutil.rmtree, home, True)


async def _run(name: str, request: dict, home: str) -> dict:
    process = await asyncio.create_subprocess_exec(
        FOLDER / name,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        cwd=home,
        env={**{key: value for key, value in os.environ.items() if not key.endswith("_FILE")}, "HOME": home, "TMPDIR": home},
        start_new_session=True,
    )
    try:
        out, errors = await asyncio.wait_for(process.communicate(json.dumps(request).encode()), seconds)
    except TimeoutError:
        raise JobFailed(f"not done after {seconds:g} s") from None
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    lines = out[-OUTPUT:].decode("utf-8", "replace").strip().splitlines()
    if process.returncode != 0 or not lines:
        words = errors.decode("utf-8", "replace").strip().splitlines()
        raise JobFailed(f"{name} ended with exit code {process.returncode}: {words[-1][:300] if words else 'no words'}")
    try:
        return json.loads(lines[-1])
    except ValueError:
        raise JobFailed(f"{name} gave no answer: {lines[-1][:200]}") from None
