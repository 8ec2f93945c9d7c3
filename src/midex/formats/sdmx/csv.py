"""SDMX-CSV 1.0 and 2.0, streamed. The site's download, the SDMX service and `midex read` share this writer.

It refuses to guess a delimiter or an encoding: comma, UTF-8, one line feed per row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from midex.formats.sdmx.components import SHARED
from midex.formats.sdmx.message import Action, DataMessage, DataSet, Key, chunks, footnoted
from midex.kernel.codelist import Code, Codelist
from midex.kernel.indicator import MEASURE, TIME

BOM = "\N{ZERO WIDTH NO-BREAK SPACE}"
_ACTIONS = {Action.INFORMATION: "I", Action.REPLACE: "R", Action.DELETE: "D"}


class Labels(Enum):
    """Whether a cell holds the code or the code with its name."""

    ID = "id"
    BOTH = "both"


@dataclass(frozen=True, kw_only=True)
class Dialect:
    """Which SDMX-CSV: ``version`` 1 or 2; ``bom`` lets Excel see the encoding."""

    version: int = 2
    labels: Labels = Labels.ID
    bom: bool = False

    @property
    def media_type(self) -> str:
        """The media type with its parameters."""
        labels = "" if self.labels is Labels.ID else f";labels={self.labels.value}"
        return f"application/vnd.sdmx.data+csv;version={self.version}.0.0{labels}"


def write(message: DataMessage, dialect: Dialect) -> Iterator[bytes]:
    """The message as UTF-8 bytes, some hundred rows at a time."""
    return chunks(_lines(message, dialect))


def _lines(message: DataMessage, dialect: Dialect) -> Iterator[str]:
    yield (BOM if dialect.bom else "") + ",".join(map(quoted, _heading(message, dialect))) + "\n"
    for dataset in message.sets:
        yield from _rows(message, dialect, dataset)


def _rows(message: DataMessage, dialect: Dialect, dataset: DataSet) -> Iterator[str]:
    start, tail = _start(message, dialect, dataset), _tail(message, dialect)
    told, blank = message.detail.observations, tail(*("" for _ in message.attributes))
    current: Key | None = None
    series = ""
    for key, period, value, *attributes in dataset.rows:
        if key != current:
            current, series = key, start(key)
            if not told:
                yield f"{series},{blank}\n"
        if told:
            yield f"{series}{quoted(period)},{'' if value is None else value}{tail(*attributes)}\n"


def _heading(message: DataMessage, dialect: Dialect) -> list[str]:
    first = ["DATAFLOW"] if dialect.version == 1 else ["STRUCTURE", "STRUCTURE_ID", "ACTION"]
    named = [(d.id, d.name) for d in message.table.dimensions]
    named += [(component, SHARED[component].name) for component in (TIME, MEASURE, *message.attributes)]
    both = dialect.labels is Labels.BOTH
    return [*first, *(f"{component}: {name}" if both else component for component, name in named)]


def _start(message: DataMessage, dialect: Dialect, dataset: DataSet) -> Callable[[Key], str]:
    """The cells of a row up to the period, which all rows of a series share."""
    flow = f"{message.reference}: {message.title}" if dialect.labels is Labels.BOTH else message.reference
    first = [flow] if dialect.version == 1 else ["dataflow", flow, _ACTIONS[dataset.action]]
    head = "".join(f"{quoted(cell)}," for cell in first)
    names = [_namer(d.codelist, dialect) for d in message.table.dimensions]

    def written(key: Key) -> str:
        return head + "".join(f"{quoted(name(code))}," for name, code in zip(names, key, strict=True))

    return written


def _tail(message: DataMessage, dialect: Dialect) -> Callable[..., str]:
    """The cells after the figure; figures share few combinations, so each is written once."""
    names = [_namer(message.attribute_codes.get(attribute), dialect) for attribute in message.attributes]

    @lru_cache(4096)
    def written(*values: str) -> str:
        return "".join(f",{quoted(name(value))}" for name, value in zip(names, values, strict=False))

    return written


def _namer(codelist: Codelist | None, dialect: Dialect) -> Callable[[str], str]:
    if codelist is None or dialect.labels is Labels.ID:
        return str
    return lambda code: _named(codelist.by_id[code]) if code in codelist else code


def _named(code: Code) -> str:
    """The code and its name; a name that may not stand without its footnote brings it along."""
    return f"{code.id}: {code.name}" + (f" ({code.note})" if footnoted(code) else "")


@lru_cache(4096)
def quoted(cell: str) -> str:
    """A cell as RFC 4180 wants it: in quotes only where it must be. Periods and codes come again and again."""
    if any(mark in cell for mark in ',"\n\r'):
        return '"' + cell.replace('"', '""') + '"'
    return cell
