"""Every address a home answers at, asked of its own resolver: `python -m tests.experiments.addresses HOME`.

A process of its own, because a process is one home. Prints a JSON list of [address, without token].
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

from midex.services.home import read_home
from tests.add_accounts import WIRING

SAMPLES = {
    "step_id": ("register", "nothing"),
    "number": ("1", "999"),
    "table_id": ("MIGR_EIORD", "nothing"),
    "dataflow": ("MIGR_EIORD", "nothing"),
    "period": ("2024", "nothing"),
    "statement": ("0" * 64, "nothing"),
    "origin": ("midex/rs/asylum-office",),
}
"""What stands for each part of an address; for others the name of a case that may be there, and one that is not."""


def addresses(home: Path, *cases: str) -> list[tuple[str, bool]]:
    """Every address with something in place of its parts, and whether the view takes a request without a token."""
    from django.conf import settings
    from django.urls import get_resolver

    wiring = import_module(WIRING[read_home(home).kind])
    wiring.application(read_home(home))
    assert settings.ROOT_URLCONF
    found: dict[str, bool] = {}
    for formats, view in _leaves(get_resolver(), [("", [])]):
        for text, names in formats:
            for number in range(2 if names else 1):
                said = {name: _sample(name, number, cases) for name in names}
                found.setdefault("/" + text % said, bool(getattr(view, "csrf_exempt", False)))
    return sorted(found.items())


def _sample(name: str, number: int, cases: tuple[str, ...]) -> str:
    known = SAMPLES.get(name, (*cases[:1], "nothing"))
    return known[min(number, len(known) - 1)]


def _leaves(resolver: Any, before: list[tuple[str, list[str]]]) -> Iterator[tuple[list[tuple[str, list[str]]], Any]]:
    """Each view with the forms of its address: text with named gaps, and the gaps' names."""
    from django.utils.regex_helper import normalize

    for one in resolver.url_patterns:
        own = normalize(one.pattern.regex.pattern.replace(r"\Z", "").replace("$", ""))
        joined = [(start + text, [*names, *more]) for start, names in before for text, more in own]
        if hasattr(one, "url_patterns"):
            yield from _leaves(one, joined)
        else:
            yield joined, one.callback


if __name__ == "__main__":
    sys.stdout.write("\n" + json.dumps(addresses(Path(sys.argv[1]), *sys.argv[2:])) + "\n")
