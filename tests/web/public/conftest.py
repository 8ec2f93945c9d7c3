"""The public site over the in-memory catalogue, with the SDMX interface that its downloads lead to."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client, override_settings

from midex.web.api import sdmx
from midex.web.public.urls import urls
from tests.twins.public_figures import public_figures

NODES = {"AL": "http://node.example/al", "ME": "http://node.example/me"}


@pytest.fixture
def site() -> Iterator[Client]:
    catalogue = public_figures()
    with override_settings(ROOT_URLCONF=(*urls(catalogue, NODES), *sdmx.urls(catalogue))):
        yield Client(raise_request_exception=True)
