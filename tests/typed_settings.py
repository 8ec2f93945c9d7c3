"""The hub's settings as a module, for the type checker's Django plugin only."""

from pathlib import Path

from midex.hub.settings import settings

globals().update(settings(Path("/nonexistent"), secret_key="for the type checker only"))
