from contextlib import AsyncExitStack

import psutil
from fastapi import APIRouter
from prometheus_client import Gauge

DOES = ["GET /resources", "GET /advice"]

router = APIRouter()
LIMIT = 80.0
USED = Gauge("sutazai_host_used_percent", "Share of the host's resource in use", ["resource"])


async def start(_: AsyncExitStack) -> None:
    psutil.cpu_percent()
    for resource in ("cpu", "memory", "disk"):
        USED.labels(resource).set_function(lambda resource=resource: read()[resource]["percent"])


def read() -> dict:
    memory, disk = psutil.virtual_memory(), psutil.disk_usage("/")
    return {
        "cpu": {"count": psutil.cpu_count(), "percent": psutil.cpu_percent(), "load": list(psutil.getloadavg())},
        "memory": {"total": memory.total, "available": memory.available, "percent": memory.percent},
        "disk": {"total": disk.total, "free": disk.free, "percent": disk.percent},
    }


async def problems() -> list[str]:
    return []


@router.get("/resources")
def resources():
    return read()


@router.get("/advice")
def advice():
    found = [f"{name} is {used['percent']:.0f} % used, above {LIMIT:.0f} %" for name, used in read().items() if used["percent"] > LIMIT]
    return {"advice": found}
