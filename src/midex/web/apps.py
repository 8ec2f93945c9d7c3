"""The web edge as a Django application: templates, static files, translations and template tags."""

from __future__ import annotations

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Holds no models; only ``stores`` knows a database."""

    name = "midex.web"
    label = "midex_web"
