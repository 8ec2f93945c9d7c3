"""A citation, and the value in force on a day."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from midex.kernel.law import DatedValue, Law, in_force

ACT = Law("An act", "art. 6(1)")


def since(day: str, value: int) -> DatedValue:
    return DatedValue(value=value, since=date.fromisoformat(day), law=ACT)


VALUES = (since("2020-01-01", 3), since("2024-07-01", 5), since("2022-01-01", 4))


def test_a_citation_names_act_and_article() -> None:
    assert (str(ACT), str(Law("An act"))) == ("An act, art. 6(1)", "An act")


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2019-12-31", None),
        ("2020-01-01", 3),
        ("2021-12-31", 3),
        ("2022-01-01", 4),
        ("2024-06-30", 4),
        ("2024-07-01", 5),
        ("2099-01-01", 5),
    ],
)
def test_the_newest_value_that_has_begun_is_in_force(day: str, expected: int | None) -> None:
    found = in_force(VALUES, date.fromisoformat(day))
    assert (found.value if found else None) == expected


@given(st.permutations(VALUES), st.dates())
def test_the_order_in_which_values_are_written_does_not_matter(values: list[DatedValue], day: date) -> None:
    assert in_force(values, day) == in_force(VALUES, day)
