"""Cookies keep to TLS where a home is reached over it, and only there is a proxy's word believed."""

from __future__ import annotations

from pathlib import Path

import pytest

from midex.hub.settings import settings as hub
from midex.node.settings import settings as node


@pytest.mark.parametrize("settings", [hub, node])
@pytest.mark.parametrize("secure", [True, False])
def test_cookies_are_sent_over_tls_alone_where_the_home_says_so(settings: object, secure: bool) -> None:
    assert callable(settings)
    said = settings(Path("x"), secret_key="x", secure=secure)
    assert said["SESSION_COOKIE_SECURE"] is secure
    assert said["CSRF_COOKIE_SECURE"] is secure
    assert bool(said["SECURE_PROXY_SSL_HEADER"]) is secure
