"""What stands beside a field: three ways to keep it, each with its register entry."""

from __future__ import annotations

from dataclasses import MISSING, dataclass, fields

import pytest

from midex.kernel.field import (
    Closed,
    Entry,
    Handling,
    Retention,
    Sealed,
    Starts,
    Storage,
    counted,
    entry_of,
    sealed,
    unsealed,
)
from midex.kernel.law import Law
from midex.kernel.purpose import Purpose
from midex.kernel.role import Role

HANDLING = Handling(
    purpose=Purpose.REGISTRATION,
    basis=Law("An act", "art. 1"),
    retention=Retention(10),
    readers=frozenset({Role.CASEWORKER}),
)


@dataclass(frozen=True, kw_only=True)
class Noted:
    """An event with a field of each kind, and one that nobody thought about."""

    name: Sealed[str] = sealed(HANDLING, "found", longest=200)  # noqa: RUF009 - as in procedures
    sex: str = counted(HANDLING, "CL_SEX", "singled out", default="UNK")
    by_phone: bool = unsealed(HANDLING, "none", default=False)
    forgotten: str = ""


ENTRIES = {field.name: entry_of(field.metadata) for field in fields(Noted)}


@pytest.mark.parametrize(
    ("name", "storage", "harm", "codelist", "longest"),
    [
        ("name", Storage.SEALED, "found", "", 200),
        ("sex", Storage.COUNTED, "singled out", "CL_SEX", 40),
        ("by_phone", Storage.OPEN, "none", "", 200),
    ],
)
def test_each_field_carries_its_entry(name: str, storage: Storage, harm: str, codelist: str, longest: int) -> None:
    assert ENTRIES[name] == Entry(storage=storage, handling=HANDLING, harm=harm, codelist=codelist, longest=longest)


def test_a_field_that_nobody_thought_about_has_none() -> None:
    assert ENTRIES["forgotten"] is None


def test_something_else_in_its_place_is_no_entry() -> None:
    assert entry_of({"midex": "an entry, they said"}) is None


def test_a_field_must_be_filled_in_unless_it_has_a_default() -> None:
    defaults = {field.name: field.default for field in fields(Noted)}
    assert (defaults["name"], defaults["sex"], defaults["by_phone"]) == (MISSING, "UNK", False)
    with pytest.raises(TypeError):
        Noted()  # type: ignore[call-arg]
    assert Noted(name=Closed()).sex == "UNK"


@pytest.mark.parametrize(
    ("retention", "words"),
    [(Retention(10), "10 y after case closed"), (Retention(1, Starts.LEFT), "1 y after account closed")],
)
def test_a_retention_says_how_long_and_from_when(retention: Retention, words: str) -> None:
    assert str(retention) == words
