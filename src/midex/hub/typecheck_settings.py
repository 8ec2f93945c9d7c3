"""Settings for the type checker alone: every application at once, no database touched."""

from __future__ import annotations

from pathlib import Path

from midex.hub.settings import settings

globals().update(settings(Path(), secret_key="for the type checker"))  # noqa: S106 - signs nothing
INSTALLED_APPS = [*settings(Path(), secret_key="")["INSTALLED_APPS"], "midex.stores.receipts"]
