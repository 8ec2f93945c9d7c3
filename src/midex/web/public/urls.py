"""The addresses of the public site, closing over the catalogue they read; nothing here knows a database."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponsePermanentRedirect,
    HttpResponseRedirect,
)
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils.cache import get_conditional_response
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from midex import __version__
from midex.formats.workbook import XLSX
from midex.services.ports import PublicCatalogue
from midex.statistics.coverage import SHOWN, Spans, everything
from midex.statistics.series import Dataflow, Vintage
from midex.web.kept import Kept
from midex.web.public.home import home, since
from midex.web.public.participant import participant
from midex.web.public.question import answer
from midex.web.public.selection import GENERATED
from midex.web.public.spreadsheet import spreadsheet
from midex.web.public.table import chosen, table
from midex.web.public.tables import tables

View = Callable[..., HttpResponseBase]
Shown = Callable[..., dict[str, Any]]
FRESH_SECONDS = 60
ROBOTS = "User-agent: *\nDisallow: /office/\nDisallow: /*?\nDisallow: /sdmx/\n"
"""Every page may be read; every choice of every filter would be millions."""


def urls(
    catalogue: PublicCatalogue, nodes: Mapping[str, str] | None = None, kept: Kept | None = None
) -> list[URLPattern]:
    """The public pages. ``nodes`` has the address of each participant's own node, where it is known."""
    own = dict(nodes or {})
    kept = kept or Kept()
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
    shown = [path(route, _page(catalogue, kept, template, context)) for route, (template, context) in pages.items()]
    others = [
        path("robots.txt", require_safe(lambda _: HttpResponse(ROBOTS, content_type="text/plain; charset=utf-8"))),
        path("table/<str:dataflow>.xlsx", _workbook(catalogue, kept)),
        path("tables/<str:dataflow>", _moved(lambda dataflow: _flow(catalogue, dataflow))),
    ]
    return [*others, path("ask", _asked(lambda: known(mark_of(catalogue.dataflows(), catalogue.newest())))), *shown]


def _page(catalogue: PublicCatalogue, kept: Kept, template: str, context: Shown) -> View:
    """A page that is only read."""

    def page(request: HttpRequest, mark: str, **path: str) -> HttpResponse:
        released = max((release.released_at for release in catalogue.newest()), default=None)
        shown = {**context(request, mark, **path), "released": released}
        return render(request, f"public/{template}.html", shown)

    return _once(catalogue, kept, page)


def _workbook(catalogue: PublicCatalogue, kept: Kept) -> View:
    """The view of a table as a workbook; one too long for that is a CSV."""

    def file(request: HttpRequest, _mark: str, dataflow: str) -> HttpResponse:
        view = chosen(catalogue, _flow(catalogue, dataflow), request.GET.dict())
        if view.vintage is None:
            raise Http404
        if not view.fits_a_workbook:
            return HttpResponseRedirect(view.downloads[0].view)
        made_up = "_with-generated" if any(one.origin == GENERATED for one in view.shown) else ""
        name = f"{view.flow.id}_v{view.vintage.number}{made_up}.xlsx"
        disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
        content = spreadsheet(view.flow, view.vintage, view.shown)
        return HttpResponse(content, content_type=XLSX, headers=disposition)

    return _once(catalogue, kept, file)


def _once(catalogue: PublicCatalogue, kept: Kept, answer: Callable[..., HttpResponse]) -> View:
    """An answer made once per release, question and language, and not sent to a reader who has it."""

    @require_safe
    def view(request: HttpRequest, **path: str) -> HttpResponseBase:
        mark = mark_of(catalogue.dataflows(), catalogue.newest())
        tag = f'"{__version__}-{get_language()}-{mark}"'
        known = get_conditional_response(request, etag=tag)
        if known is not None:
            return known
        question = ("page", tag, request.path, _question(request))
        shared = settings.SESSION_COOKIE_NAME not in request.COOKIES
        if shared and (again := kept.find(question)):
            return again
        response = answer(request, mark, **path)
        response["ETag"] = tag
        response["Cache-Control"] = f"{'public' if shared else 'private'}, max-age={FRESH_SECONDS}, must-revalidate"
        if shared:
            kept.keep(question, response)
        return response

    return view


def _question(request: HttpRequest) -> tuple[tuple[str, str], ...]:
    """The query in one order, without what was left empty: a form sends its empty fields too."""
    return tuple(sorted((name, value) for name, value in request.GET.dict().items() if value))


def _asked(known: Callable[[], Spans]) -> View:
    @require_safe
    def ask(request: HttpRequest) -> HttpResponse:
        return HttpResponseRedirect(answer(known(), request.GET.dict()))

    return ask


def _moved(flow: Callable[[str], Dataflow]) -> View:
    @require_safe
    def moved(request: HttpRequest, dataflow: str) -> HttpResponse:
        query = request.META["QUERY_STRING"]
        return HttpResponsePermanentRedirect(f"/table/{flow(dataflow).id}{'?' if query else ''}{query}")

    return moved


def _flow(catalogue: PublicCatalogue, dataflow: str) -> Dataflow:
    found = next((one for one in catalogue.dataflows() if one.id == dataflow.upper()), None)
    if found is None:
        raise Http404
    return found


def _one_of_six(code: str) -> str:
    if code not in SHOWN:
        raise Http404
    return code


def mark_of(flows: Iterable[Dataflow], releases: Iterable[Vintage]) -> str:
    """A mark that changes when any table is released, named or cited anew; every page may be kept until then."""
    told = [f"{flow.id} {flow.title} {flow.source}" for flow in flows]
    told += [f"{one.dataflow} {one.number} {one.sha256}" for one in releases]
    return sha256("\n".join(told).encode()).hexdigest()[:16]
