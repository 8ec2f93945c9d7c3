"""The usual view of a dataflow: which codes answer its question best; the choices stand in the file beside."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from midex.formats.declaration import read_yaml


@cache
def _views() -> Mapping[str, Mapping[str, str]]:
    text = files("midex.statistics").joinpath("usual.yaml").read_text("utf-8")
    views: Mapping[str, Mapping[str, str]] = read_yaml(text)
    return views


def usual(dataflow: str) -> Mapping[str, str]:
    """A choice per dimension; empty where the totals say it all."""
    return _views().get(dataflow, {})


def codes(dataflow: str, dimension: str) -> frozenset[str]:
    """The codes that the usual view adds up along a dimension."""
    return frozenset(usual(dataflow)[dimension].split(","))
