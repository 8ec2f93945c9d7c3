"""Every cell of the matrix: a line of the table, a method, somebody who asks, and a case."""

from __future__ import annotations

import json
import zlib
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product
from typing import Any
from uuid import uuid4

from tests.matrix.table import NOWHERE, Row, expected, letters, rows
from tests.matrix.world import ASKERS, RELATIONS, STRANGERS, Known, World, planted

NOBODYS = [f"{kind}:{who}" for kind in STRANGERS for who in ("caseworker", "supervisor")]
FEW = ("nobody:caseworker", "half:supervisor")
"""Those who ask by methods that no page has."""

FEW_ROLES = ("registration-officer", "supervisor", "administrator")
CROSS_SITE = "another-site"
"""A supervisor's own session, used by the page of another site."""

NO_CASE = Known(number=0, name="2026-9999999", case="0" * 32, state="", relation=NOWHERE, tier="", proposal="0" * 32)
LEFT = {"why": "left", "on": "2026-03-02"}
TOLD = {"language": "fa", "on": "2026-03-02"}
A_FAMILY = {
    **TOLD,
    "0-given_names": "Somebody",
    "0-birth": "1991",
    "0-sex": "F",
    "0-citizenship": "AF",
    "0-accompanied": "adult",
}
A_FILE = b64encode(
    zlib.compress(
        b"language,on,given_names,birth,sex,citizenship,accompanied\nfa,2026-03-02,Somebody,1960,F,AF,adult\n"
    )
).decode()
A_RECORD = {"case_id": "c-1", "name_first": "Zzyzx", "date_of_birth": "1901-02-03", "sex": "male"}
GOES = {"purpose": "protection", "to": "rs/asylum-office", "format": "primero"}
TIER = {"standard": "protected", "protected": "child", "child": "child", "trafficking": "trafficking"}


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One question and what must come of it; ``may`` is the letters of `cases.csv` that fit."""

    row: Row
    method: str
    asker: str
    known: Known | None
    may: frozenset[str]
    answer: str
    other: Known | None = None
    """The second case of an address that has two."""

    @property
    def role(self) -> str:
        """The role of a live session; empty where it is nobody's."""
        return self.asker if self.asker in ASKERS else ""

    @property
    def is_program(self) -> bool:
        """Whether it is asked as a program asks."""
        return self.row.route.startswith("api/")

    @property
    def name(self) -> str:
        """For a person who looks for what went wrong."""
        about = f"{self.known.state} {self.known.relation} {self.known.tier}" if self.known else ""
        return f"line {self.row.line}: {self.method} {self.row.route} {self.row.said!r} as {self.asker} of {about}"

    @property
    def address(self) -> str:
        """Where it is asked."""
        if self.row.route == "*":
            return "/no-such-page"
        filled = "/" + self.row.route.strip()
        if self.known:
            said = {"name": self.known.name, "proposal": self.known.proposal or NO_CASE.proposal}
            for parameter, value in said.items():
                filled = filled.replace(f"<str:{parameter}>", value)
        filled = filled.replace("<str:other>", (self.other or NO_CASE).name)
        filled = filled.replace("<str:step_id>", self.row.said).replace("<str:kind>", self.row.said)
        if self.row.said == "of a case" and self.known and self.method in ("GET", "HEAD"):
            filled += f"?{'name' if self.row.route.startswith('api/') else 'case'}={self.known.name}"
        return filled


def cells(world: World, *, whole: bool = True) -> Iterator[Cell]:
    """All of them. Where not the whole is wanted, methods besides GET and POST are tried by a few accounts only, and
    every other tier and nobody's session: each role stands in each way to a case at every line, and no two neighbours
    leave out the same.
    """
    for row in rows():
        for method in row.methods:
            common = method in ("GET", "POST")
            nobodys = (NOBODYS if whole else NOBODYS[row.line % 2 :: 2]) if common else FEW
            for asker in (*(ASKERS if common or whole else FEW_ROLES), *nobodys):
                for known in _cases(row, asker, world, whole=whole):
                    yield replace(cell_of(row, method, asker, known), other=_second(row, known, world))
            if method not in ("GET", "HEAD", "OPTIONS"):
                known = world.case(row.state, "own", row.tiers[0], "") if row.has_case else None
                yield replace(
                    cell_of(row, method, "supervisor", known), asker=CROSS_SITE, answer="403", may=frozenset()
                )


def cell_of(row: Row, method: str, asker: str, known: Known | None) -> Cell:
    """One cell."""
    may = frozenset() if known in (None, NO_CASE) else letters().get((asker, known.relation, known.tier), frozenset())
    answer = row.answers[asker if asker in ASKERS else "stranger"]
    return Cell(row=row, method=method, asker=asker, known=known, may=may, answer=expected(answer, may))


def _second(row: Row, known: Known | None, world: World) -> Known | None:
    """The case that stands beside: one of everybody's caseload, or one of another office's."""
    if "with a case" not in row.said:
        return None
    if row.said == "with a case of others":
        return world.case("registered", "away", "standard", "")
    first, second = (world.case("registered", "own", tier, "") for tier in ("standard", "protected"))
    return second if known == first else first


def _cases(row: Row, asker: str, world: World, *, whole: bool) -> Iterator[Known | None]:
    if not row.has_case:
        yield None
        return
    yield NO_CASE
    if asker not in ASKERS or not row.depends:
        yield world.case(row.state, "own", row.tiers[0], "")
    else:
        made = RELATIONS if row.state == "registered" else ("own", "own-away", "office", "away")
        turn = row.line + [*ASKERS].index(asker)
        for relation, tier in product(made, row.tiers):
            black = (turn + made.index(relation) + row.tiers.index(tier)) % 2
            if whole or black or len(row.tiers) == 1:
                yield world.case(row.state, relation, tier, asker)


def body_of(cell: Cell) -> dict[str, Any]:
    """What is sent: as JSON to a program's address, else as a form."""
    known, said = cell.known or NO_CASE, cell.row.said
    fixed = {
        "another's session": {"session": "f" * 64},
        "another's factor": {"factor": "app"},
        "reason": {"reason": "the person is in danger at this very moment"},
        "no reason": {"reason": "urgent"},
        "reason for a case": {"reason": "the person is in danger at this very moment", "name": known.name},
        "no reason for a case": {"reason": "urgent", "name": known.name},
        "of an account": {"identity": "south-trafficking", "account": "south-trafficking"},
        "of a case": {"name": known.name, "case": known.name},
        "a family, to look over": {"key": uuid4().hex, "people": "1", "do": "look", **A_FAMILY},
        "a family": {"key": uuid4().hex, "people": "1", "do": "keep", **A_FAMILY},
        "a birth year": {"text": "1991"},
        "a file, to look at": {"packed": A_FILE},
        "a file": {"packed": A_FILE, "do": "keep"},
        "a family, as a program": {
            "shared": TOLD,
            "people": [{name[2:]: A_FAMILY[name] for name in A_FAMILY if name[0] == "0"}],
        },
        "a family, to keep for later": {"key": uuid4().hex, "people": "1", "do": "later", **A_FAMILY},
        "a family, kept by the script": {"key": uuid4().hex, "people": "1", "do": "draft", **A_FAMILY},
        "what was begun and is gone": {"do": "resume"},
        "a colleague": {"account": "caseworker", "queue": "office"},
        "no file": {"format": "primero", **TOLD},
        "what would go": {"do": "look", **GOES},
        "hand over": {"do": "hand-over", **GOES} if not cell.is_program else GOES,
        "hand over to the border police": {"do": "hand-over", **GOES, "purpose": "readmission"}
        | {"to": "rs/border-police"},
        "hand over for nothing": {"do": "hand-over", **GOES, "purpose": ""},
        "my ended cases": {"whose": "mine", "state": "ended"},
    }
    if said.startswith("a file") and cell.row.route != "cases/import":
        return _taken_over(cell)
    if "proposals/" in cell.row.route:
        return {"sha256": "0" * 64 if said == "another text" else known.sha256, "case": known.name}
    if "<str:step_id>" in cell.row.route or said == "open":
        fields = _fields(said, known)
        return {"step": "open", "fields": fields} if cell.is_program else {**fields, "key": uuid4().hex}
    return fixed.get(said, {})


def _taken_over(cell: Cell) -> dict[str, Any]:
    keeps = cell.row.said == "a file"
    if cell.is_program:
        return {"format": "primero", "file": A_RECORD, "told": TOLD, "keep": keeps}
    content = json.dumps(A_RECORD)
    return {"format": "primero", "content": content, **TOLD, "do": "keep" if keeps else "look"}


def _fields(step: str, known: Known) -> dict[str, Any]:
    coded = {"birth": "1991-04", "sex": "F", "citizenship": "AF", "accompanied": "adult"}
    return {
        "register": {"given_names": planted(known.number, "Registered", "given_names"), **coded, "birth": "1960"},
        "correct": {"given_names": "Another", "reason": "misspelt"},
        "hand-over-copy": {"language": "fa"},
        "keep-closer": {"tier": TIER.get(known.tier, "child"), "reason": "threatened"},
        "keep-as-standard": {"reason": "over"},
        "assign": {"account": "caseworker"},
        "record-departure": LEFT,
        "order-erasure": {"ground": "no-longer-needed"},
        "open": TOLD,
        "open-screening": TOLD,
    }.get(step, {})
