"""Reads the tables that were written by hand; knows nothing of the code that they are about."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
TIERS = ("standard", "protected", "child", "trafficking")
NOWHERE = "nowhere"


@dataclass(frozen=True, kw_only=True)
class Row:
    """One line of `routes.csv`."""

    line: int
    route: str
    methods: tuple[str, ...]
    said: str
    state: str
    tiers: tuple[str, ...]
    shows: str
    answers: Mapping[str, str]

    @property
    def has_case(self) -> bool:
        """Whether the address is about one case."""
        return bool(self.state)

    @property
    def depends(self) -> bool:
        """Whether any answer depends on the case."""
        return any("=" in answer for answer in self.answers.values())


def lines(name: str) -> list[tuple[int, dict[str, str]]]:
    """The lines of a table with their numbers, comments left out."""
    numbered = [
        (number, line)
        for number, line in enumerate((HERE / name).read_text("utf-8").splitlines(), start=1)
        if line and not line.startswith("#")
    ]
    read = csv.DictReader([line for _, line in numbered], strict=True)
    found = list(zip([number for number, _ in numbered[1:]], read, strict=True))
    for number, said in found:
        if None in said or None in said.values():
            raise ValueError(f"{name}:{number} has not as many cells as the heading")
    return found


@cache
def rows(name: str = "routes.csv") -> tuple[Row, ...]:
    """Every line of a table of routes; GET stands for HEAD too, unless HEAD has a line."""
    read = [
        Row(
            line=number,
            route=said.pop("route").strip(),
            methods=tuple(said.pop("methods").split()),
            said=said.pop("said"),
            state=said.pop("state"),
            tiers=TIERS if (tiers := said.pop("tiers")) == "all" else tuple(tiers.split()),
            shows=said.pop("shows"),
            answers=said,
        )
        for number, said in lines(name)
    ]
    own = {row.route for row in read if "HEAD" in row.methods}
    return tuple(_with_head(row) if row.route not in own else row for row in read)


def _with_head(row: Row) -> Row:
    from dataclasses import replace

    return replace(row, methods=(*row.methods, "HEAD")) if "GET" in row.methods else row


@cache
def letters() -> Mapping[tuple[str, str, str], frozenset[str]]:
    """(role, relation, tier) -> what the role may do with such a case."""
    return {
        (said["role"], said["relation"], tier): frozenset(said[tier].replace("-", ""))
        for _, said in lines("cases.csv")
        for tier in TIERS
    }


@cache
def readable() -> Mapping[str, frozenset[str]]:
    """Role -> the fields that it is shown, as ``Event.field``."""
    table = lines("fields.csv")
    roles = [name for name in table[0][1] if name != "field"]
    return {role: frozenset(said["field"] for _, said in table if said[role] == "yes") for role in roles}


def all_fields() -> frozenset[str]:
    """Every field that the table has."""
    return frozenset(said["field"] for _, said in lines("fields.csv"))


def expected(answer: str, having: frozenset[str]) -> str:
    """The one answer of a cell for a case with which the role may do this."""
    if "=" not in answer:
        return answer
    for choice in answer.split():
        letter, _, result = choice.partition("=")
        if letter == "-" or letter in having:
            return result
    raise ValueError(f"no answer without a letter in {answer!r}")
