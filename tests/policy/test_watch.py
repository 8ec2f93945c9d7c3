"""Who watches over reading: in which office, and never over oneself."""

from __future__ import annotations

import pytest

from midex.kernel.role import Role
from midex.kernel.tier import Tier
from midex.policy.watch import may_be_told, may_watch
from tests.policy.judged import Row, asks

DPO = asks(Role.DATA_PROTECTION_OFFICER, office="")
SUPERVISOR = asks(Role.SUPERVISOR)


@pytest.mark.parametrize("tier", Tier)
@pytest.mark.parametrize("office", ["north", "south"])
def test_the_data_protection_officer_watches_over_every_case(tier: Tier, office: str) -> None:
    assert may_watch(DPO, Row(office=office, tier=tier))


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        (Row(), True),
        (Row(tier=Tier.PROTECTED), True),
        (Row(tier=Tier.CHILD), False),
        (Row(tier=Tier.TRAFFICKING), False),
        (Row(office="south"), False),
        (Row(office="south", assigned=frozenset({"asking"})), True),
    ],
)
def test_a_supervisor_watches_over_what_a_supervisor_sees(case: Row, expected: bool) -> None:
    assert may_watch(SUPERVISOR, case) == expected


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.DATA_PROTECTION_OFFICER])
def test_no_other_role_watches_over_a_case_of_another_office(role: Role) -> None:
    assert not may_watch(asks(role), Row(office="south"))


@pytest.mark.parametrize("scope", [DPO, SUPERVISOR])
def test_nobody_watches_over_the_reading_of_a_case_about_themself(scope: object) -> None:
    about = Row(concerns="asking")
    assert not may_watch(scope, about)  # type: ignore[arg-type]
    assert not may_be_told(scope, about)  # type: ignore[arg-type]
    assert may_be_told(scope, Row())  # type: ignore[arg-type]
