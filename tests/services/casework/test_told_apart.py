"""What a human says of whom somebody is not: written as a number and cases, read back the same, and bounded."""

from __future__ import annotations

import pytest

from midex.services.casework.import_file import Compared, compared_in
from midex.services.casework.told_apart import MOST_NAMED, as_told_apart, together, told_apart_in

CASES = [f"2026-{number:07d}" for number in range(1, MOST_NAMED + 2)]


@pytest.mark.parametrize("names", [(), CASES[:1], CASES[:MOST_NAMED]])
def test_what_is_written_is_read_back(names: list[str]) -> None:
    assert told_apart_in(as_told_apart(7, names)) == (7, frozenset(names))


@pytest.mark.parametrize("text", ["", "0", "1=", "x", "1000", "1=12", "1=2026-0000001,", f"1={','.join(CASES)}", "١"])
def test_anything_else_says_nothing(text: str) -> None:
    assert told_apart_in(text) is None


def test_what_is_said_twice_of_a_record_is_said_together() -> None:
    said = [(1, frozenset(CASES[:1])), (2, frozenset[str]()), (1, frozenset(CASES[1:2]))]
    assert together(said) == {1: frozenset(CASES[:2]), 2: frozenset()}


@pytest.mark.parametrize(
    "text", ["Other than 2026-0000001,12", "other  than 2026-0000001 12", "other than 12; 2026-0000001"]
)
def test_a_row_names_cases_and_rows(text: str) -> None:
    said = compared_in(text)
    assert said == Compared(other=True, than=frozenset({"2026-0000001", "12"}))
    assert isinstance(said, Compared)
    assert (said.is_apart_from(12), said.is_apart_from(1)) == (True, False)


@pytest.mark.parametrize("text", ["others", "other than", "other than x", "other 12", f"other than {' '.join(CASES)}"])
def test_a_row_that_names_nothing_is_a_wrong_cell(text: str) -> None:
    assert not isinstance(compared_in(text), Compared)
