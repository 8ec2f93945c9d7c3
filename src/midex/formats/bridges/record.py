"""A record of another system as ours: what each of its fields became, and a report that holds names of fields only."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from midex.formats.bridges.convert import Lookups, UnconvertedError, read_value
from midex.formats.bridges.mapping import Format, Row, rows_in, told_name, why_left_out
from midex.kernel.text import Message, mark

SEVERAL = mark("another field of the record says something else already")
NAMELESS = "?"
"""Stands in a report for a field whose name might be somebody's."""

Part = tuple[str, tuple[tuple[str, str], ...]]
"""A kind of event, and the codes that stand fixed in it: together they name one event of a record."""


@dataclass(frozen=True, kw_only=True)
class Report:
    """What became of the fields of a record: theirs -> ours, names not understood, theirs -> why not converted, and
    theirs -> the reason (a key of ``LEFT_OUT``) for what is left out on purpose.
    """

    taken: Mapping[str, str] = field(default_factory=dict)
    unknown: tuple[str, ...] = ()
    unconverted: Mapping[str, Message] = field(default_factory=dict)
    left_out: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Relative:
    """What the person of the record is to another one of the file, by that one's identifier."""

    relation: str
    to: str


@dataclass(frozen=True, kw_only=True)
class Record:
    """One person of a file: their identifier there, the events that the fields mean, and the report."""

    identifier: str
    events: Mapping[Part, Mapping[str, Any]]
    relatives: tuple[Relative, ...] = ()
    report: Report

    def said(self, event: str) -> Mapping[str, Any]:
        """The fields of the event of a kind that no code is fixed in."""
        return self.events.get((event, ()), {})

    def theirs(self, event: str, name: str) -> str:
        """Their field that ours came from; empty where none did."""
        return next((one for one, ours in self.report.taken.items() if ours == f"{event}.{name}"), "")


class Reading:
    """Reads one record, field by field, by the rows of its format."""

    def __init__(self, format_: Format, lookups: Lookups) -> None:
        self.format, self.lookups = format_, lookups
        self.events: dict[Part, dict[str, Any]] = {}
        self.taken: dict[str, str] = {}
        self.unknown: dict[str, None] = {}
        self.unconverted: dict[str, Message] = {}
        self.left_out: dict[str, str] = {}

    def read(self, said: Mapping[str, Any], apart: Iterable[str] = ()) -> None:
        """Read all fields of ``said`` but those that are read ``apart``."""
        known = dict.fromkeys(row.theirs for row in rows_in(self.format))
        later = set(apart)
        for row in rows_in(self.format):
            if row.theirs not in later and not _is_empty(said.get(row.theirs)):
                self.take(row, said[row.theirs], said)
        for name, value in said.items():
            if name not in known and name not in later:
                self.leave(name, is_empty=_is_empty(value))

    def take(self, row: Row, value: Any, said: Mapping[str, Any]) -> None:
        """Convert one value and put it where it belongs."""
        try:
            ours = read_value(row.conversion, value, said, self.lookups)
        except UnconvertedError as wrong:
            if wrong.left_out:
                self.left_out[row.theirs] = wrong.left_out
            else:
                self.unconverted[row.theirs] = wrong.because
            return
        if row.conversion == "with-birth":
            self.taken[row.theirs] = row.ours
        elif ours is None:
            self.left_out.setdefault(row.theirs, "said-already")
        elif not _is_empty(ours):
            self.put(row, ours)

    def put(self, row: Row, ours: Any) -> None:
        """Keep a value of ours; texts are joined, lists are lengthened, and of two codes neither is chosen."""
        fixed = tuple(sorted(row.fixed.items()))
        fields = self.events.setdefault((row.event, fixed), {})
        before = fields.get(row.field)
        if before is None or before == ours:
            fields[row.field] = ours
        elif isinstance(before, list) and isinstance(ours, list):
            fields[row.field] = list(dict.fromkeys((*before, *ours)))
        elif row.conversion == "text":
            fields[row.field] = f"{before} {ours}"
        else:
            self.unconverted[row.theirs] = Message(SEVERAL)
            return
        self.taken[row.theirs] = row.ours

    def leave(self, name: str, *, is_empty: bool = False) -> None:
        """Note a field that no row takes."""
        why = why_left_out(self.format, name)
        if why:
            self.left_out[told_name(name) or NAMELESS] = why
        elif not is_empty:
            self.unknown[told_name(name) or NAMELESS] = None

    def record(self, identifier: str, relatives: Iterable[Relative] = ()) -> Record:
        """What was read."""
        return Record(
            identifier=identifier,
            events=self.events,
            relatives=tuple(relatives),
            report=Report(
                taken=self.taken,
                unknown=tuple(self.unknown),
                unconverted=self.unconverted,
                left_out={name: why for name, why in self.left_out.items() if name not in self.taken},
            ),
        )


def _is_empty(value: Any) -> bool:
    return value is None or value in ("", [], {})


def identifiers(events: Mapping[Part, Mapping[str, Any]]) -> Iterator[str]:
    """The identifiers that a record gives its person."""
    for (event, fixed), fields in events.items():
        if event == "DocumentSeen" and "kind" in dict(fixed):
            yield str(fields["number"])
