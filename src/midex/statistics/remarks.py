"""What a reader must know beside a figure: scope, breaks and events; the texts stand in the file beside."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from midex.formats.declaration import read_yaml


@dataclass(frozen=True, kw_only=True)
class Remark:
    """A sentence that belongs on a figure. Without ``participant`` or ``period`` it holds for all of them.

    ``sent_to`` says to whom a participant had sent its own figures first, for periods ``until`` then.
    """

    dataflow: str
    text: str
    participant: str = ""
    period: str = ""
    label: str = ""
    sent_to: str = ""
    until: str = ""


@cache
def remarks(dataflow: str) -> tuple[Remark, ...]:
    """The remarks on a dataflow, in the order they are read."""
    text = files("midex.statistics").joinpath("remarks.yaml").read_text("utf-8")
    found = (Remark(**raw) for raw in read_yaml(text))
    return tuple(remark for remark in found if remark.dataflow == dataflow)
