"""The web edge as a Django application: templates, static files, translations and template tags."""

from __future__ import annotations

from django.apps import AppConfig

from midex.web.languages import make_known


class WebConfig(AppConfig):
    """Holds no models; only ``stores`` knows a database."""

    name = "midex.web"
    label = "midex_web"

    def ready(self) -> None:
        """Add to Django's languages."""
        make_known()
