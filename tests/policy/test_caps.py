"""How much one account is shown in an hour, to the last case."""

from __future__ import annotations

import pytest

from midex.kernel.verdict import Allowed, Refused
from midex.policy.caps import (
    LISTED,
    OUTSIDE,
    RECORDS,
    UNUSUAL,
    is_unusual,
    may_break_glass_again,
    may_list,
    may_show,
)


def cases(count: int, start: int = 0) -> frozenset[str]:
    return frozenset(f"case {number}" for number in range(start, start + count))


def test_the_caps_are_those_of_the_threat_model() -> None:
    assert (RECORDS, OUTSIDE) == (30, 5)


@pytest.mark.parametrize(("seen", "wanted", "allowed"), [(0, 1, True), (29, 1, True), (30, 1, False), (0, 31, False)])
def test_thirty_cases_are_opened_in_an_hour_and_no_more(seen: int, wanted: int, allowed: bool) -> None:
    assert (may_show(cases(seen), cases(wanted, seen)) == Allowed()) == allowed


def test_a_case_that_was_seen_in_this_hour_costs_nothing() -> None:
    assert may_show(cases(RECORDS), cases(RECORDS)) == Allowed()


def test_five_hundred_cases_are_listed_in_an_hour_and_no_more() -> None:
    assert may_list(cases(LISTED - 1), cases(1, LISTED)) == Allowed()
    assert isinstance(may_list(cases(LISTED), cases(1, LISTED)), Refused)


def test_the_glass_is_tried_five_times_in_an_hour_and_no_more() -> None:
    assert [may_break_glass_again(tries) == Allowed() for tries in range(7)] == [True] * OUTSIDE + [False] * 2


def test_the_refusal_says_how_many_there_were() -> None:
    refused = may_show(cases(RECORDS), cases(1, RECORDS))
    assert isinstance(refused, Refused)
    assert refused.because.details == {"count": RECORDS}


def test_a_patient_account_below_the_cap_is_unusual_in_the_end() -> None:
    assert [is_unusual(cases(count)) for count in (UNUSUAL, UNUSUAL + 1)] == [False, True]
    assert UNUSUAL < RECORDS * 24
