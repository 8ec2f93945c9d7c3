"""What `midex check` finds: a stable id, the module, a sentence, a hint. The catalogue is `findings.yaml`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from midex.formats.declaration import read_yaml


@dataclass(frozen=True)
class Kind:
    """One way in which a declaration can be at fault."""

    sentence: str
    hint: str


@cache
def catalogue() -> dict[str, Kind]:
    """Every kind by its id, which never changes its meaning."""
    said = read_yaml(files(__package__).joinpath("findings.yaml").read_text("utf-8"))
    return {id_: Kind(**kind) for id_, kind in said.items()}


@dataclass(frozen=True)
class Finding:
    """One declaration at fault: where, what, and how to put it right."""

    id: str
    module: str
    sentence: str
    hint: str

    @classmethod
    def of(cls, id_: str, module: str, /, **details: str | int) -> Finding:
        """The catalogue's finding with its details filled in."""
        kind = catalogue()[id_]
        return cls(id_, module, kind.sentence.format(**details), kind.hint)
