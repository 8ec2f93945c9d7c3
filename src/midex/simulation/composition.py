"""The shares and rates of `composition.yaml`, and how one draws by them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from random import Random
from typing import Any

from midex.formats.declaration import read_yaml


@cache
def composition() -> Mapping[str, Any]:
    """What `composition.yaml` declares."""
    declared: Mapping[str, Any] = read_yaml(files(__package__).joinpath("composition.yaml").read_text("utf-8"))
    return declared


def drawn(shares: Mapping[str, float], draw: Random) -> str:
    """One of the names, each as likely as its share."""
    return draw.choices(tuple(shares), tuple(shares.values()))[0]


@cache
def _citizenship_shares() -> Mapping[str, float]:
    return {code: one["share"] for code, one in composition()["citizenships"].items()}


def drawn_citizenship(draw: Random) -> str:
    """A citizenship as `composition.yaml` has them."""
    return drawn(_citizenship_shares(), draw)
