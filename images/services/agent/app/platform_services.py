"""The services of the platform, as the catalogue lists them for this stack."""

import json
from pathlib import Path

from sutazai_service import env


def load() -> list[dict]:
    """`{name, tier, http | tcp | neither}`; `http` is the address of its own health check."""
    path = Path(env("SERVICES_FILE", "/run/config/services.json"))
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else []
