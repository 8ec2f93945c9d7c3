"""The addresses of the public site, closing over the catalogue they read; nothing here knows a database."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from hashlib import sha256
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils.cache import get_conditional_response
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from midex import __version__
from midex.services.ports import PublicCatalogue
from midex.statistics.coverage import SHOWN, Spans, everything
from midex.statistics.series import Dataflow, Vintage
from midex.web.public.home import home, since
from midex.web.public.participant import participant
from midex.web.public.question import answer
from midex.web.public.table import table
from midex.web.public.tables import tables

View = Callable[..., HttpResponseBase]
Shown = Callable[..., dict[str, Any]]


def urls(catalogue: PublicCatalogue, nodes: Mapping[str, str] | None = None) -> list[URLPattern]:
    """The public pages. ``nodes`` has the address of each participant's own node, where it is known."""
    own = dict(nodes or {})
    # a release never changes, so what was worked out from releases holds until there is another
    known = lru_cache(maxsize=1)(lambda _releases: everything(catalogue))
    changed = lru_cache(maxsize=64)(lambda dataflow, number: since(catalogue, dataflow, number))
    first = lru_cache(maxsize=8)(lambda _language, releases: home(catalogue, known(releases), own))
    pages: Mapping[str, tuple[str, Shown]] = {
        "": ("home", lambda _, releases: first(get_language(), releases)),
        "tables": ("tables", lambda *_: tables(catalogue)),
        "table/<str:dataflow>": (
            "table",
            lambda request, _, dataflow: table(catalogue, _flow(catalogue, dataflow), request.GET.dict(), changed),
        ),
        "participants": ("participants", lambda *_: {"here": "participants", "shown": SHOWN}),
        "participant/<str:code>": (
            "participant",
            lambda _, releases, code: participant(known(releases), _one_of_six(code), own),
        ),
        "about": ("about", lambda *_: {"here": "about"}),
    }
    shown = [path(route, _page(catalogue, template, context)) for route, (template, context) in pages.items()]
    return [path("ask", _asked(lambda: known(mark_of(newest(catalogue))))), *shown]


def _page(catalogue: PublicCatalogue, template: str, context: Shown) -> View:
    """A page that is only read, and that a reader who has it already need not fetch again."""

    @require_safe
    def view(request: HttpRequest, **path: str) -> HttpResponseBase:
        releases = newest(catalogue)
        mark = mark_of(releases)
        tag = f'"{__version__}-{get_language()}-{mark}"'
        kept = get_conditional_response(request, etag=tag)
        if kept is not None:
            return kept
        released = max((release.released_at for release in releases), default=None)
        shown = {**context(request, mark, **path), "released": released}
        response = render(request, f"public/{template}.html", shown)
        response["ETag"] = tag
        return response

    return view


def _asked(known: Callable[[], Spans]) -> View:
    @require_safe
    def ask(request: HttpRequest) -> HttpResponse:
        return HttpResponseRedirect(answer(known(), request.GET.dict()))

    return ask


def _flow(catalogue: PublicCatalogue, dataflow: str) -> Dataflow:
    found = next((one for one in catalogue.dataflows() if one.id == dataflow.upper()), None)
    if found is None:
        raise Http404
    return found


def _one_of_six(code: str) -> str:
    if code not in SHOWN:
        raise Http404
    return code


def newest(catalogue: PublicCatalogue) -> tuple[Vintage, ...]:
    """The newest release of every table that has one."""
    return tuple(vintages[0] for flow in catalogue.dataflows() if (vintages := catalogue.vintages(flow.id)))


def mark_of(releases: tuple[Vintage, ...]) -> str:
    """A mark that changes when any table is released; every page may be kept until then."""
    return sha256("\n".join(f"{one.dataflow} {one.sha256}" for one in releases).encode()).hexdigest()[:16]
