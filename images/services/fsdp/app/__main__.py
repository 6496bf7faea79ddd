"""The service's HTTP side. PyTorch is loaded by the process of a job only: at rest this one is small."""

import asyncio
import json
import os
import subprocess
import sys

from prometheus_client import CONTENT_TYPE_LATEST, Counter, generate_latest
from tornado.web import Application, HTTPError, RequestHandler

LIMITS = {"world": (1, 4, 2), "steps": (1, 1000, 30), "width": (1, 4096, 64)}
TIMEOUT = 300
JOBS = Counter("fsdp_jobs_total", "Training jobs by result", ["result"])


def job(text: bytes) -> dict:
    """The wanted job, each number within its limits; ValueError says which is not."""
    given = json.loads(text or b"{}")
    if not isinstance(given, dict) or given.keys() - LIMITS.keys():
        raise ValueError(f"an object with at most {', '.join(LIMITS)}")
    wanted = {}
    for name, (low, high, usual) in LIMITS.items():
        value = given.get(name, usual)
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            raise ValueError(f"{name}: a whole number from {low} to {high}")
        wanted[name] = value
    return wanted


class Json(RequestHandler):
    def write_error(self, status_code, **kwargs):
        self.finish({"error": self._reason})


class Root(Json):
    def get(self):
        self.finish({"agent": "fsdp", "does": ["POST /train {world, steps, width}"], "limits": {k: [low, high] for k, (low, high, _) in LIMITS.items()}})


class Health(Json):
    def get(self):
        self.finish({"status": "healthy", "agent": "fsdp"})


class Metrics(RequestHandler):
    def get(self):
        self.set_header("Content-Type", CONTENT_TYPE_LATEST)
        self.finish(generate_latest())


class Train(Json):
    """One job at a time: they share the CPUs."""

    busy = asyncio.Lock()

    async def post(self):
        try:
            wanted = job(self.request.body)
        except ValueError as error:
            raise HTTPError(400, reason=str(error).replace("\n", " ")) from None
        if self.busy.locked():
            raise HTTPError(429, reason="another job is running")
        async with self.busy:
            process = await asyncio.create_subprocess_exec(sys.executable, "-m", "app.job", json.dumps(wanted), stdout=subprocess.PIPE)
            try:
                output, _ = await asyncio.wait_for(process.communicate(), TIMEOUT)
            except asyncio.TimeoutError:
                process.kill()
                await process.wait()
                JOBS.labels("timeout").inc()
                raise HTTPError(504, reason=f"the job did not end within {TIMEOUT} s") from None
        if process.returncode != 0:
            JOBS.labels("failed").inc()
            raise HTTPError(500, reason="the job failed: see the log")
        JOBS.labels("done").inc()
        self.finish(output)


async def main():
    app = Application([("/", Root), ("/health", Health), ("/metrics", Metrics), ("/train", Train)])
    app.listen(int(os.environ.get("PORT", "8596")))
    await asyncio.Event().wait()


asyncio.run(main())
