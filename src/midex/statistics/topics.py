"""The topics of the public site and the dataflows that can answer them; the list stands in the file beside."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from midex.formats.declaration import read_yaml


@dataclass(frozen=True, kw_only=True)
class Topic:
    """One question about a participant. ``agency`` and ``partner`` are empty where nobody publishes one."""

    id: str
    name: str
    own: str
    agency: str = ""
    partner: str = ""

    @property
    def dataflows(self) -> tuple[str, ...]:
        """Every dataflow that can answer, best first."""
        return tuple(name for name in (self.own, self.agency, self.partner) if name)


@cache
def topics() -> tuple[Topic, ...]:
    """The topics in the order they are shown."""
    text = files("midex.statistics").joinpath("topics.yaml").read_text("utf-8")
    return tuple(Topic(**raw) for raw in read_yaml(text))
