"""The mapping of a format, from its CSV: their field, ours, how it is converted, and which way; or why it stays out."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from fnmatch import fnmatchcase
from functools import cache
from importlib.resources import files

from midex.kernel.text import mark


class Way(Enum):
    """Which way a row is used."""

    IN = "in"
    OUT = "out"
    BOTH = "both"
    LEFT_OUT = "left-out"


class Format(Enum):
    """A format that is read; all but Kobo's are written too."""

    PRIMERO = "primero"
    PROGRES = "progres"
    KOBO = "kobo"


LEFT_OUT: Mapping[str, str] = {
    "biometrics": mark("no biometrics are kept, and no number that leads to them"),
    "photo": mark("no photo, recording or attachment is taken over"),
    "origin-group": mark("ethnicity, religion and clan are not recorded to register somebody"),
    "aspiration": mark("where somebody means to go is never recorded"),
    "score": mark("nobody is ranked: no level of risk and no priority is kept"),
    "consent": mark("consent given elsewhere for something else is not consent here; ask the person"),
    "narrative": mark("free text is not taken over; what matters is asked anew and recorded where it belongs"),
    "contact": mark("how the person may be reached is agreed with the person here"),
    "place": mark("where somebody is or lived is not taken over"),
    "document": mark("a document is recorded once it is shown here"),
    "family-number": mark("a number that everyone of a family has names nobody"),
    "relative": mark("who is not in this file is registered as a person, not as a field of another"),
    "services": mark("services and referrals stay in the system in which they were asked for"),
    "staff": mark("staff and institutions of the other system are not kept here"),
    "technical": mark("it concerns the other system only"),
    "not-asked": mark("it is not asked to register somebody"),
    "in-person": mark("indicators of trafficking are taken from the person, never from a file"),
    "said-already": mark("other fields of the record say the same"),
}
"""Why a field is left out on purpose."""

_NAME = re.compile(r"[A-Za-z0-9_./:@#-]{1,80}")


@dataclass(frozen=True, kw_only=True)
class Row:
    """One row. ``fixed`` are codes that stand beside the value in the same event; ``why`` is a key of ``LEFT_OUT``."""

    theirs: str
    ours: str = ""
    conversion: str = ""
    way: Way
    fixed: Mapping[str, str] = field(default_factory=dict)
    why: str = ""

    @property
    def event(self) -> str:
        """The kind of event of our field."""
        return self.ours.partition(".")[0]

    @property
    def field(self) -> str:
        """The name of our field in its event."""
        return self.ours.partition(".")[2]


@cache
def mapping(format_: Format) -> tuple[Row, ...]:
    """The rows of a format, in the order of its file."""
    lines = files(__package__).joinpath(f"{format_.value}.csv").read_text("utf-8").splitlines()
    return tuple(
        Row(
            theirs=line["theirs"],
            ours=line["ours"],
            conversion=line["conversion"],
            way=Way(line["way"]),
            fixed=dict(pair.split("=") for pair in line["fixed"].split()),
            why=line["why"],
        )
        for line in csv.DictReader(lines)
    )


def rows_in(format_: Format) -> tuple[Row, ...]:
    """The rows by which records are read."""
    return tuple(row for row in mapping(format_) if row.way in (Way.IN, Way.BOTH))


def rows_out(format_: Format) -> tuple[Row, ...]:
    """The rows by which records are written."""
    return tuple(row for row in mapping(format_) if row.way in (Way.OUT, Way.BOTH))


def why_left_out(format_: Format, theirs: str) -> str:
    """Why a field is left out, as a key of ``LEFT_OUT``; empty for one that the mapping does not know."""
    for row in mapping(format_):
        if row.way is Way.LEFT_OUT and fnmatchcase(theirs.lower(), row.theirs):
            return row.why
    return ""


def told_name(theirs: str) -> str:
    """A field's name as a report may show it; empty for what is no name of a field, for it might be somebody's."""
    return theirs if _NAME.fullmatch(theirs) else ""
