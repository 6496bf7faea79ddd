"""Where Alertmanager's webhook ends: the last alerts, in memory, in the log and as a number."""

import time
from collections import deque

from fastapi import APIRouter
from prometheus_client import Counter
from pydantic import BaseModel, Field
from sutazai_service import log

RECEIVED = Counter("sutazai_alerts_received_total", "Alerts received from Alertmanager", ["receiver", "status"])
KEPT = 100
kept: deque[dict] = deque(maxlen=KEPT)
router = APIRouter()


class Alert(BaseModel):
    status: str = Field(pattern="^(firing|resolved)$")
    labels: dict[str, str] = {}
    annotations: dict[str, str] = {}
    startsAt: str = ""
    endsAt: str = ""
    fingerprint: str = ""


class Notification(BaseModel):
    """The part of the webhook's body that is kept."""

    receiver: str = Field(pattern="^[a-z-]{1,40}$")
    alerts: list[Alert] = Field(max_length=10_000)


@router.post("/alerts", status_code=202)
async def receive(notification: Notification):
    for alert in notification.alerts:
        RECEIVED.labels(notification.receiver, alert.status).inc()
        level = 30 if alert.status == "firing" and notification.receiver != "info" else 20
        log.log(level, "alert %s (%s): %s", alert.status, notification.receiver, alert.annotations.get("summary") or alert.labels)
        kept.appendleft({"receiver": notification.receiver, "received": round(time.time()), **alert.model_dump()})
    return {"kept": len(kept)}


@router.get("/alerts")
async def listing():
    """The newest first."""
    return {"alerts": list(kept)}
