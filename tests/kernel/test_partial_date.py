"""Dates of which one may know the year only."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from midex.kernel.fault import Fault
from midex.kernel.partial_date import PartialDate

WHOLE = st.dates().map(lambda day: PartialDate(day.year, day.month, day.day))
KNOWN = st.one_of(WHOLE, WHOLE.map(lambda d: PartialDate(d.year, d.month)), WHOLE.map(lambda d: PartialDate(d.year)))
ANY = st.builds(lambda d, estimated: PartialDate(d.year, d.month, d.day, estimated), KNOWN, st.booleans())


@given(ANY)
def test_what_is_written_is_read_back(said: PartialDate) -> None:
    assert PartialDate.parse(str(said)) == said


@given(st.dates())
def test_a_whole_date_is_written_as_everywhere(day: date) -> None:
    assert str(PartialDate(day.year, day.month, day.day)) == day.isoformat()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2009", PartialDate(2009)),
        ("2009-04", PartialDate(2009, 4)),
        (" 2009-04-30 ", PartialDate(2009, 4, 30)),
        ("2009~", PartialDate(2009, estimated=True)),
        ("2008-02-29~", PartialDate(2008, 2, 29, estimated=True)),
    ],
)
def test_each_form_is_read(text: str, expected: PartialDate) -> None:
    assert PartialDate.parse(text) == expected


@pytest.mark.parametrize(
    "text",
    ["", "09", "2009-4", "2009-13", "2009-00", "2009-04-00", "2009-02-29", "0000", "30.04.2009", "2009~-04", "~2009"],
)
def test_what_is_no_date_is_refused_and_nothing_is_invented(text: str) -> None:
    with pytest.raises(Fault) as refused:
        PartialDate.parse(text)
    assert refused.value.code == "F301"


def codes_of_faults(text: str) -> set[str]:
    try:
        PartialDate.parse(text)
    except Fault as refused:
        return {refused.code}
    return set()


@given(st.text(max_size=30) | st.from_regex(r"\d{4}(-\d\d){0,2}~?", fullmatch=True))
def test_any_text_is_a_date_or_the_one_fault(text: str) -> None:
    assert codes_of_faults(text) <= {"F301"}


@given(st.text(min_size=25, max_size=300))
def test_a_fault_repeats_no_more_of_what_was_typed_than_twenty_letters(text: str) -> None:
    with pytest.raises(Fault) as refused:
        PartialDate.parse("x" + text)
    assert len(str(refused.value.message.details["text"])) <= 20
