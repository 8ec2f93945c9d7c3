"""The addresses of the public site, closing over the catalogue they read; nothing here knows a database."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import lru_cache
from hashlib import sha256
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils.translation import get_language
from django.views.decorators.http import condition, require_safe

from midex import __version__
from midex.services.ports import PublicCatalogue
from midex.statistics.coverage import SHOWN
from midex.statistics.series import SeriesKind
from midex.statistics.topics import topics
from midex.web.public.home import home
from midex.web.public.participant import participant
from midex.web.public.question import answer
from midex.web.public.table import table

Page = Callable[..., HttpResponse]


def urls(catalogue: PublicCatalogue, nodes: Mapping[str, str] | None = None) -> list[URLPattern]:
    """The public pages. ``nodes`` has the address of each participant's own node, where it is known."""
    own = dict(nodes or {})
    fingerprint = _fingerprint(catalogue)
    page = _page(fingerprint)

    def shown(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
        return render(request, template, {**context, "released": newest_release(catalogue)})

    @lru_cache(maxsize=8)
    def _home(_language: str, _releases: str) -> dict[str, Any]:
        return home(catalogue, own)

    @page
    def show_home(request: HttpRequest) -> HttpResponse:
        return shown(request, "public/home.html", _home(get_language() or "en", fingerprint()))

    @page
    def show_table(request: HttpRequest, dataflow: str) -> HttpResponse:
        flow = next((one for one in catalogue.dataflows() if one.id == dataflow.upper()), None)
        if flow is None:
            raise Http404
        return shown(request, "public/table.html", table(catalogue, flow, request.GET.dict()))

    @page
    def show_tables(request: HttpRequest) -> HttpResponse:
        return shown(request, "public/tables.html", _tables(catalogue))

    @page
    def show_participants(request: HttpRequest) -> HttpResponse:
        return shown(request, "public/participants.html", {"here": "participants", "shown": SHOWN})

    @page
    def show_participant(request: HttpRequest, code: str) -> HttpResponse:
        if code not in SHOWN:
            raise Http404
        return shown(request, "public/participant.html", participant(catalogue, code, own))

    @page
    def show_about(request: HttpRequest) -> HttpResponse:
        return shown(request, "public/about.html", {"here": "about"})

    @require_safe
    def ask(request: HttpRequest) -> HttpResponse:
        return HttpResponseRedirect(answer(catalogue, request.GET.dict()))

    return [
        path("", show_home),
        path("ask", ask),
        path("tables", show_tables),
        path("table/<str:dataflow>", show_table),
        path("participants", show_participants),
        path("participant/<str:code>", show_participant),
        path("about", show_about),
    ]


def newest_release(catalogue: PublicCatalogue) -> datetime | None:
    """When the newest release of any table came out."""
    return max((v[0].released_at for f in catalogue.dataflows() if (v := catalogue.vintages(f.id))), default=None)


def _fingerprint(catalogue: PublicCatalogue) -> Callable[[], str]:
    """A releases' mark: it changes when a release does, and every page may be kept until then."""

    def mark_of_releases() -> str:
        newest = [f"{flow.id} {v[0].sha256}" for flow in catalogue.dataflows() if (v := catalogue.vintages(flow.id))]
        return sha256("\n".join(newest).encode()).hexdigest()[:16]

    return mark_of_releases


def _page(fingerprint: Callable[[], str]) -> Callable[[Page], Page]:
    """A page that is only read, and that a reader who has it already need not fetch again."""

    def etag(_request: HttpRequest, **_path: str) -> str:
        return f'"{__version__}-{get_language()}-{fingerprint()}"'

    def wrap(view: Page) -> Page:
        return require_safe(condition(etag_func=etag)(view))

    return wrap


def _tables(catalogue: PublicCatalogue) -> dict[str, Any]:
    by_topic = {name: topic for topic in topics() for name in topic.dataflows}
    rows = [
        (flow, next(iter(catalogue.vintages(flow.id)), None), by_topic.get(flow.id)) for flow in catalogue.dataflows()
    ]
    return {
        "here": "tables",
        "published": [row for row in rows if row[0].kind is SeriesKind.PUBLISHED],
        "submitted": [row for row in rows if row[0].kind is SeriesKind.SUBMITTED],
    }
