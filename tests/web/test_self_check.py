"""A server whose settings would weaken its pages or cookies does not begin to listen."""

from __future__ import annotations

import inspect
import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from midex.hub.settings import settings as hub
from midex.kernel.fault import Fault
from midex.node.settings import settings as node
from midex.services import home as homes
from midex.web.self_check import refuse_weak_settings

STATED = {
    "kind", "port", "participant", "institution", "offices", "addresses", "hub_url", "database_url",
    "public_database_url", "nodes", "hosts", "secure", "generated", "openid",
}  # fmt: skip
"""Every word `home.toml` may say. None of them switches off the journal, the vault or what is recorded of reads."""


def listening(change: dict[str, Any] | None = None, **said: Any) -> None:
    place = {"hosts": (), "address": "127.0.0.1", "home": "x", **said}
    settings = {**hub(Path("x"), secret_key="x", secure=bool(place.pop("secure", False))), **(change or {})}
    refuse_weak_settings(SimpleNamespace(**settings), **place)


def csp(**directives: list[str]) -> dict[str, Any]:
    said = hub(Path("x"), secret_key="x")["CONTENT_SECURITY_POLICY"]["DIRECTIVES"]
    return {
        "CONTENT_SECURITY_POLICY": {"DIRECTIVES": {**said, **{k.replace("_", "-"): v for k, v in directives.items()}}}
    }


@pytest.mark.parametrize("settings", [hub, node])
def test_a_hub_and_a_node_as_they_are_may_listen(settings: Any) -> None:
    said = SimpleNamespace(**settings(Path("x"), secret_key="x"))
    refuse_weak_settings(said, hosts=(), address="127.0.0.1", home="x")
    secure = SimpleNamespace(**settings(Path("x"), secret_key="x", secure=True))
    refuse_weak_settings(secure, hosts=("stat.example",), address="192.0.2.1", home="x")


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"DEBUG": True}, "DEBUG is True"),
        ({"SESSION_COOKIE_HTTPONLY": False}, "SESSION_COOKIE_HTTPONLY"),
        ({"SESSION_COOKIE_SAMESITE": "None"}, "SESSION_COOKIE_SAMESITE"),
        ({"MIDDLEWARE": []}, "without CSPMiddleware"),
        (csp(script_src=["'self'", "'unsafe-inline'"]), "script-src from 'unsafe-inline'"),
        (csp(img_src=["*"]), "img-src from *"),
        (csp(connect_src=["https://elsewhere.example"]), "connect-src from https://elsewhere.example"),
        (csp(script_src=["data:"]), "script-src from data:"),
        (csp(default_src=["'self'"]), "default-src"),
        (csp(frame_ancestors=[]), "frame-ancestors is missing"),
    ],
)
def test_one_weak_setting_is_enough_to_be_refused_by_its_name(change: dict[str, Any], named: str) -> None:
    with pytest.raises(Fault, match=re.escape(named)) as refused:
        listening(change)
    assert refused.value.code == "F219"


@pytest.mark.parametrize("said", [{"hosts": ("stat.example",)}, {"address": "192.0.2.1"}, {"address": "::"}])
def test_cookies_leave_this_machine_under_tls_alone(said: dict[str, Any]) -> None:
    with pytest.raises(Fault, match="secure = true"):
        listening(**said)
    listening(**said, secure=True)


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "localhost", "127.0.0.9"])
def test_this_machine_alone_needs_no_tls(address: str) -> None:
    listening(address=address)


def test_no_word_in_a_home_switches_the_journal_off() -> None:
    read = set(re.findall(r"said(?:\.get\(|\[)\"(\w+)\"", inspect.getsource(homes.read_home)))
    assert {"kind", "port", "secure"} <= read <= STATED, f"a new word; does it weaken anything? {sorted(read - STATED)}"
