"""The policy in Python and in SQL say the same of every case and every account; with one clause less they do not."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from itertools import product
from random import Random

import pytest

from midex.kernel.role import Role
from midex.kernel.tier import Tier
from midex.kernel.verdict import Allowed
from midex.policy.scope import CASELOAD_TIERS, OFFICE_TIERS, Scope, may_see
from midex.services.casework.ports import CaseRow, Grant
from midex.stores.cases import scope as in_sql
from midex.stores.rows import fetch
from tests.stores.cases.conftest import NOW, Stores

OFFICES = ("north", "south", "")
PEOPLE = ("one", "two", "three", "four")
MOMENTS = (NOW, NOW + timedelta(minutes=30), NOW + timedelta(hours=1), NOW + timedelta(hours=2))
ROWS = 400
SCOPES = tuple(
    Scope(identity=who, role=role, office=office, at=at)
    for who, role, office, at in product(PEOPLE, Role, OFFICES, MOMENTS)
)

Known = tuple[tuple[CaseRow, ...], tuple[Grant, ...]]


@pytest.fixture
def known(stores: Stores) -> Known:
    """Cases and grants of every kind, kept in the database."""
    rows, grants = made()
    with stores.unit_of_work():
        stores.cases.put_many(rows)
        for grant in grants:
            stores.grants.give(grant)
    return rows, grants


def made() -> Known:
    draw = Random(20260302)
    rows = tuple(_row(number, draw) for number in range(ROWS))
    return rows, tuple(_grant(number, row, draw) for number, row in enumerate(draw.choices(rows, k=ROWS)))


def _row(number: int, draw: Random) -> CaseRow:
    return CaseRow(
        case=f"{number:032x}",
        name=f"2026-{number:07d}",
        procedure="registration",
        office=draw.choice(OFFICES[:2]),
        tier=draw.choice(list(Tier)),
        state="registered",
        steps=1,
        opened_at=NOW,
        changed_at=NOW,
        person=f"{number + ROWS:032x}",
        assigned=frozenset(draw.sample(PEOPLE, draw.choice([0, 0, 1, 2]))),
        concerns=draw.choice(["", "", *PEOPLE]),
    )


def _grant(number: int, row: CaseRow, draw: Random) -> Grant:
    given = draw.choice(MOMENTS[:3])
    return Grant(
        entry=number,
        case=row.case,
        office=row.office,
        identity=draw.choice(PEOPLE),
        reason="sealed",
        given_at=given,
        until=given + timedelta(hours=1),
    )


def by_python(scope: Scope, known: Known) -> frozenset[str]:
    rows, grants = known
    running: dict[str, set[str]] = {}
    for grant in grants:
        if grant.given_at <= scope.at < grant.until:
            running.setdefault(grant.case, set()).add(grant.identity)
    return frozenset(row.case for row in rows if isinstance(may_see(scope, row, running.get(row.case, ())), Allowed))


def by_sql(scope: Scope, stores: Stores, clause: str = "", instead: str = "") -> frozenset[str]:
    """The cases that the condition lets through; ``clause`` of it may be written otherwise."""
    condition, values = in_sql.inside(scope)
    if clause and condition != in_sql.NOTHING:
        assert condition.count(clause) == 1
        condition = condition.replace(clause, instead)
    sql = f"SELECT c.case_id FROM cases_casefile c WHERE {condition}"  # noqa: S608 - the store's own condition
    return frozenset(case for (case,) in fetch(stores.alias, sql, values))


def differing(scopes: Iterable[Scope], known: Known, stores: Stores, *rewritten: str) -> list[Scope]:
    return [scope for scope in scopes if by_python(scope, known) != by_sql(scope, stores, *rewritten)]


def test_both_say_the_same_of_every_case_and_account(stores: Stores, known: Known) -> None:
    assert len(SCOPES) * ROWS > 100_000
    assert differing(SCOPES, known, stores) == []


def test_the_parts_of_a_list_are_the_whole_and_have_nothing_in_common(stores: Stores, known: Known) -> None:
    for scope in SCOPES:
        found = [
            case
            for condition, values in in_sql.parts(scope)
            for (case,) in fetch(stores.alias, f"SELECT c.case_id FROM cases_casefile c WHERE {condition}", values)  # noqa: S608
        ]
        assert sorted(found) == sorted(by_python(scope, known)), scope


@pytest.mark.parametrize("role", Role)
def test_the_question_is_not_empty(role: Role) -> None:
    """A role that sees cases sees some of what is drawn and not all; every other role sees none."""
    drawn = made()
    counts = [len(by_python(scope, drawn)) for scope in SCOPES if scope.role is role]
    assert (any(counts), max(counts) < ROWS) == (role in OFFICE_TIERS, True)


ALWAYS = "CAST(%s AS text) IS NOT NULL"
REWRITTEN = {
    "c.concerns <> %s": (ALWAYS,),
    "c.office = %s": (ALWAYS,),
    "a.identity = %s": (ALWAYS,),
    "a.case_id = c.case_id": ("1 = 1",),
    "g.identity = %s": (ALWAYS,),
    "g.case_id = c.case_id": ("1 = 1",),
    "g.given_at <= %s": (ALWAYS, "g.given_at < %s"),
    "g.until > %s": (ALWAYS, "g.until >= %s"),
}
"""Each clause of the condition, and what leaves it out or moves it by a moment."""


def test_with_any_clause_left_out_or_moved_they_differ(stores: Stores, known: Known) -> None:
    for clause, others in REWRITTEN.items():
        for instead in others:
            assert differing(SCOPES, known, stores, clause, instead), (clause, instead)


def test_with_one_tier_more_or_less_of_any_role_they_differ(
    stores: Stores, known: Known, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, tiers in (("OFFICE_TIERS", OFFICE_TIERS), ("CASELOAD_TIERS", CASELOAD_TIERS)):
        for role, tier in product(tiers, Tier):
            changed = tiers[role] ^ {tier}
            monkeypatch.setattr(in_sql, name, {**tiers, role: changed or frozenset({OTHER[tier]})})
            own = [scope for scope in SCOPES if scope.role is role and scope.at == NOW]
            assert differing(own, known, stores), (name, role, tier)
            monkeypatch.undo()


OTHER = {tier: next(other for other in Tier if other is not tier) for tier in Tier}
