"""Every application's settings as one module, for the type checker's Django plugin only; no database is touched."""

from pathlib import Path

from midex.hub.settings import settings

globals().update(settings(Path("/nonexistent"), secret_key="for the type checker only"))
INSTALLED_APPS = [
    *settings(Path("/nonexistent"), secret_key="")["INSTALLED_APPS"],
    "midex.stores.receipts",
    "midex.stores.journal",
    "midex.stores.cases",
]
