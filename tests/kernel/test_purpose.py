"""The closed list of purposes: each has a side and words, and protection is never enforcement."""

from __future__ import annotations

import pytest

from midex.kernel.purpose import LABELS, SIDES, Purpose, Side, side_of

ENFORCEMENT = {"readmission", "border-control", "law-enforcement", "detention"}
ACCOUNT = {"own-rights", "supervision", "statistics"}
PROTECTION = {
    "registration",
    "protection",
    "asylum",
    "reception",
    "child-protection",
    "trafficking-protection",
    "family-tracing",
    "assisted-return",
}


def test_the_list_is_closed() -> None:
    assert {purpose.value for purpose in Purpose} == ENFORCEMENT | ACCOUNT | PROTECTION


@pytest.mark.parametrize("purpose", Purpose)
def test_each_purpose_serves_one_side(purpose: Purpose) -> None:
    sides = {Side.ENFORCEMENT: ENFORCEMENT, Side.ACCOUNT: ACCOUNT, Side.PROTECTION: PROTECTION}
    assert [side for side, purposes in sides.items() if purpose.value in purposes] == [side_of(purpose)]


def test_each_purpose_has_a_side_and_words_of_its_own() -> None:
    assert set(SIDES) == set(LABELS) == set(Purpose)
    assert len(set(LABELS.values())) == len(Purpose)
