"""A database that cannot write is said in words, as JSON or as a page; any other error stays what it is."""

from __future__ import annotations

import sqlite3
from typing import Any

import pytest
from django.db import IntegrityError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import path

CAUSES = {
    "full": OperationalError("database or disk is full"),
    "postgresql": OperationalError('could not extend file "base/5/16384": No space left on device'),
    "broken": OperationalError("disk I/O error"),
    "keys": sqlite3.OperationalError("database or disk is full"),
}


def failing(_: HttpRequest, cause: str) -> HttpResponse:
    raise CAUSES.get(cause, IntegrityError("another"))


@pytest.fixture
def client() -> Any:
    addresses = (path("api/<str:cause>", failing), path("pages/<str:cause>", failing))
    with override_settings(ROOT_URLCONF=addresses):
        yield Client(raise_request_exception=False)


@pytest.mark.parametrize("cause", CAUSES)
def test_what_cannot_be_kept_is_refused_with_its_reason(client: Client, cause: str) -> None:
    answer = client.get(f"/api/{cause}")
    assert (answer.status_code, answer.json()["fault"]["code"]) == (503, "F314")
    assert ("no room left" in answer.json()["fault"]["text"]) == (cause != "broken")
    assert answer["Retry-After"]
    assert "base/5" not in answer.content.decode()
    page = client.get(f"/pages/{cause}")
    assert page.status_code == 503
    assert "nothing can be kept just now" in page.content.decode()
    assert "default-src" in page["Content-Security-Policy"]


def test_any_other_error_stays_a_fault_of_the_program(client: Client) -> None:
    assert client.get("/api/another").status_code == 500
