"""Choosing the language of pages: one address that takes a form, for everybody, with or without an account."""

from __future__ import annotations

from django.urls import URLPattern, path
from django.views.decorators.http import require_POST
from django.views.i18n import set_language


def language_views() -> list[URLPattern]:
    """Django's own view keeps the choice in a cookie and leads back to the page, never to another site."""
    return [path("language", require_POST(set_language), name="language")]
