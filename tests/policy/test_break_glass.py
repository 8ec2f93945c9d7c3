"""Break-glass: for whom, with what reason, and that it shows and changes nothing."""

from __future__ import annotations

import pytest

from midex.kernel.role import Role
from midex.kernel.tier import Tier
from midex.kernel.verdict import Allowed, Refused
from midex.policy.break_glass import ONLY_SHOWN, SAY_WHY, is_outside, is_said, may_act, may_break
from midex.policy.scope import NOT_FOUND
from tests.policy.judged import Row, asks

# standard, protected, child, trafficking
FOR_WHOM = {
    Role.REGISTRATION_OFFICER: "yes yes no no",
    Role.CASEWORKER: "yes yes yes no",
    Role.GUARDIAN: "yes yes yes no",
    Role.TRAFFICKING_OFFICER: "yes yes yes yes",
    Role.SUPERVISOR: "yes yes yes no",
    Role.DATA_PROTECTION_OFFICER: "no no no no",
    Role.ADMINISTRATOR: "no no no no",
    Role.SUBMITTER: "no no no no",
    Role.APPROVER: "no no no no",
}
CELLS = [
    (role, tier, said == "yes") for role, row in FOR_WHOM.items() for tier, said in zip(Tier, row.split(), strict=True)
]


def test_the_table_has_every_role() -> None:
    assert set(FOR_WHOM) == set(Role)
    assert [tier.value for tier in Tier] == ["standard", "protected", "child", "trafficking"]


@pytest.mark.parametrize(("role", "tier", "expected"), CELLS)
def test_for_whom_the_glass_of_a_tier_breaks(role: Role, tier: Tier, expected: bool) -> None:
    verdict = may_break(asks(role), Row(office="south", tier=tier))
    assert (verdict == Allowed()) == expected
    # whoever is not trusted is told what somebody is told who asks for a case that is not there
    assert verdict == (Allowed() if expected else may_break(asks(role), None))


@pytest.mark.parametrize("role", Role)
def test_the_glass_never_breaks_on_a_case_about_oneself(role: Role) -> None:
    refused = may_break(asks(role), Row(concerns="asking"))
    assert isinstance(refused, Refused)
    assert refused.because.id == NOT_FOUND


@pytest.mark.parametrize(("reason", "enough"), [("", False), (" " * 40, False), ("x" * 19, False), ("x" * 20, True)])
def test_a_reason_is_a_sentence(reason: str, enough: bool) -> None:
    answer = is_said(reason)
    assert answer == Allowed() if enough else isinstance(answer, Refused) and answer.because.id == SAY_WHY


def test_what_is_seen_through_the_glass_alone_is_not_acted_upon() -> None:
    officer, own, others = asks(Role.REGISTRATION_OFFICER), Row(), Row(office="south")
    assert (is_outside(officer, own), is_outside(officer, others)) == (False, True)
    assert may_act(officer, own) == Allowed()
    refused = may_act(officer, others)
    assert isinstance(refused, Refused)
    assert refused.because.id == ONLY_SHOWN
