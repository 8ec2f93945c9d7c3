"""The page on which the hub accounts for the journals that it watches. For everybody; never kept: it tells lateness."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from midex.services.journal.watch_journals import watch_journals
from midex.services.ports import HubPorts


def journals(hub: HubPorts) -> tuple[URLPattern, ...]:
    """The page, over the hub's ports."""

    @cache_control(no_cache=True)
    @require_safe
    def page(request: HttpRequest) -> HttpResponse:
        return render(request, "public/journals.html", {"here": "journals", "journals": watch_journals(hub)})

    return (path("journals", page, name="journals"),)
