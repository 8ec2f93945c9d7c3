"""`/healthz`: whether this process is ready to answer; says nothing else about it."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path


def urls(ready: Callable[[], object]) -> tuple[URLPattern, ...]:
    """Answer 200 when ``ready`` returns; if it raises, the server's 500 says that it is not."""

    def healthz(_: HttpRequest) -> HttpResponse:
        ready()
        return HttpResponse("ready\n", content_type="text/plain")

    return (path("healthz", healthz, name="healthz"),)
