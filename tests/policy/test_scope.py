"""Who sees which case, written by hand: every role, tier and way of having to do with a case."""

from __future__ import annotations

from pathlib import Path

import pytest

from midex.cli.account import add
from midex.kernel.role import Role
from midex.kernel.tier import Tier
from midex.kernel.verdict import Allowed, Refused
from midex.policy.scope import NOT_FOUND, may_see
from tests.policy.judged import Row, asks

# tiers: standard, protected, child, trafficking
OF_OWN_OFFICE = {
    Role.REGISTRATION_OFFICER: "yes no no no",
    Role.CASEWORKER: "yes no no no",
    Role.GUARDIAN: "no no yes no",
    Role.TRAFFICKING_OFFICER: "no no no yes",
    Role.SUPERVISOR: "yes yes no no",
    Role.DATA_PROTECTION_OFFICER: "no no no no",
    Role.ADMINISTRATOR: "no no no no",
    Role.SUBMITTER: "no no no no",
    Role.APPROVER: "no no no no",
}
OF_OWN_CASELOAD = {
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
SEES_CASES = {
    Role.REGISTRATION_OFFICER,
    Role.CASEWORKER,
    Role.GUARDIAN,
    Role.TRAFFICKING_OFFICER,
    Role.SUPERVISOR,
}
TIERS = (Tier.STANDARD, Tier.PROTECTED, Tier.CHILD, Tier.TRAFFICKING)
MINE = frozenset({"asking", "somebody"})


def cells(table: dict[Role, str]) -> list[tuple[Role, Tier, bool]]:
    return [
        (role, tier, said == "yes")
        for role, row in table.items()
        for tier, said in zip(TIERS, row.split(), strict=True)
    ]


def sees(role: Role, case: Row, *granted: str, office: str = "north") -> bool:
    verdict = may_see(asks(role, office=office), case, granted)
    assert verdict == Allowed() or (isinstance(verdict, Refused) and verdict.because.id == NOT_FOUND)
    return verdict == Allowed()


def test_the_tables_have_every_role_and_every_tier() -> None:
    assert set(OF_OWN_OFFICE) == set(OF_OWN_CASELOAD) == set(Role)
    assert set(TIERS) == set(Tier)


@pytest.mark.parametrize(("role", "tier", "expected"), cells(OF_OWN_OFFICE))
def test_a_case_of_the_own_office(role: Role, tier: Tier, expected: bool) -> None:
    assert sees(role, Row(tier=tier)) == expected


@pytest.mark.parametrize(("role", "tier", "expected"), cells(OF_OWN_CASELOAD))
def test_a_case_of_the_own_caseload_in_another_office(role: Role, tier: Tier, expected: bool) -> None:
    assert sees(role, Row(office="south", tier=tier, assigned=MINE)) == expected


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("tier", TIERS)
def test_a_case_that_is_neither_is_seen_by_nobody(role: Role, tier: Tier) -> None:
    assert not sees(role, Row(office="south", tier=tier, assigned=frozenset({"somebody"})))


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("tier", TIERS)
def test_a_grant_shows_a_case_of_any_tier_to_whoever_sees_cases_at_all(role: Role, tier: Tier) -> None:
    assert sees(role, Row(office="south", tier=tier), "asking") == (role in SEES_CASES)
    assert not sees(role, Row(office="south", tier=tier), "somebody")


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("tier", TIERS)
def test_nobody_sees_a_case_about_themself(role: Role, tier: Tier) -> None:
    assert not sees(role, Row(tier=tier, assigned=MINE, concerns="asking"), "asking")


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("tier", TIERS)
def test_an_account_without_an_office_sees_no_office_and_its_caseload_all_the_same(role: Role, tier: Tier) -> None:
    for office in ("north", "south"):
        assert not sees(role, Row(office=office, tier=tier), office="")
        own = Row(office=office, tier=tier, assigned=MINE)
        assert sees(role, own, office="") == sees(role, own)


def test_the_handbook_and_the_command_say_so() -> None:
    root = Path(__file__).resolve().parents[2]
    said = " ".join((root / "docs" / "how-to" / "sign-in.md").read_text("utf-8").split())
    assert "Without `--office` it is held in none: the account sees the cases of no office" in said
    (option,) = (one for one in add.params if one.name == "office")
    assert "without it, in none" in str(getattr(option, "help", ""))
