"""The table of needs: always the same rows, coarse counts, and nobody in them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from midex.procedures.codes import SpecificNeed
from midex.procedures.protection.case import Standing
from midex.procedures.protection.indicators import AgeGroup, CountedNeed, coarse, needs_of, table_of_needs
from tests.procedures.protection import happened as h
from tests.procedures.protection.happened import OF_CHILD, after

ONE = CountedNeed(need=SpecificNeed.DISABILITY, standing=Standing.NOT_MET, age=AgeGroup.ADULT, sex="F")


@pytest.mark.parametrize(
    ("count", "told"), [(0, None), (1, None), (4, None), (5, 5), (7, 5), (8, 10), (12, 10), (13, 15), (102, 100)]
)
def test_a_count_is_told_in_steps_of_five_and_none_below(count: int, told: int | None) -> None:
    assert coarse(count) == told


def test_the_rows_are_the_same_whoever_there_is() -> None:
    rows = [[(row.need, row.age, row.sex) for row in table_of_needs([ONE] * count)] for count in (0, 1, 50)]
    assert rows[0] == rows[1] == rows[2]
    assert len(rows[0]) == len(set(rows[0])) == 11 * 4 * 4


def test_a_need_is_counted_in_its_groups_and_in_their_totals() -> None:
    told = {(row.need, row.age, row.sex): row.counts for row in table_of_needs([ONE] * 10)}
    counted = {group for group, counts in told.items() if any(counts.values())}
    assert counted == {(SpecificNeed.DISABILITY, age, sex) for age in ("T", "adult") for sex in ("T", "F")}
    assert told[SpecificNeed.DISABILITY, "T", "T"] == {
        Standing.MET: None,
        Standing.NOT_MET: 10,
        Standing.UNDER_REVIEW: None,
    }


def test_the_needs_of_a_screening_as_they_stand() -> None:
    case = after(h.OPENED, h.INTERVIEWED, h.NOTED, h.MET)
    assert {(one.need, one.standing) for one in needs_of(case, AgeGroup.ADULT, "F")} == {
        (SpecificNeed.MEDICAL, Standing.NOT_MET),
        (SpecificNeed.DISABILITY, Standing.MET),
    }


@pytest.mark.parametrize(("said", "counted"), [("F", "F"), ("M", "M"), ("OTH", "UNK"), ("UNK", "UNK"), ("", "UNK")])
def test_a_sex_that_figures_do_not_have_is_counted_as_unknown(said: str, counted: str) -> None:
    assert [one.sex for one in needs_of(after(h.OPENED, h.NOTED), AgeGroup.ADULT, said)] == [counted]


def test_whoever_is_treated_as_a_child_is_counted_as_one() -> None:
    assert [one.age for one in needs_of(after(h.OPENED, h.NOTED, carried=OF_CHILD), AgeGroup.ADULT, "F")] == [
        AgeGroup.CHILD
    ]


@pytest.mark.parametrize(
    ("months", "told"),
    [((1, 1, 1, 1), None), ((1, 1, 1, 1, 1), 1), ((1, 1, 2, 2, 4, 5), 4), ((5, 4, 3, 2, 1), 5), ((1,) * 5 + (6,), 1)],
)
def test_since_when_needs_stand_unanswered_is_told_as_a_month_that_five_share(
    months: tuple[int, ...], told: int | None
) -> None:
    waiting = [replace(ONE, since=date(2026, month, 17)) for month in months]
    rows = {(row.need, row.age, row.sex): row.since for row in table_of_needs([*waiting, ONE, ONE])}
    assert rows[SpecificNeed.DISABILITY, "T", "T"] == (date(2026, told, 1) if told else None)
    assert rows[SpecificNeed.DISABILITY, "child", "T"] is None
