"""Signing in without a browser: no role that needs a second factor gets in with a password alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from midex.kernel.role import Role
from midex.kernel.verdict import Refused
from midex.services.actor import Actor
from midex.services.entrance.ports import Entrance, Outcome
from midex.services.entrance.prove import NO_FACTOR, WRONG_CODE, prove
from tests.databases import NewDatabase
from tests.entrance import entrance
from tests.one_time_code import one_time_code

PASSWORD = "correct horse battery staple"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
EVERY = frozenset(Role)

Try = Callable[..., Actor | Refused]


@pytest.fixture
def outcomes() -> list[tuple[str, Outcome]]:
    return []


@pytest.fixture
def door(new_database: NewDatabase, outcomes: list[tuple[str, Outcome]]) -> Entrance:
    """An entrance with an officer who has one-time codes, one who has none, and a submitter."""
    made = entrance(
        new_database("sqlite", "restricted"),
        clock=lambda: NOW,
        on_sign_in=lambda identity, outcome: outcomes.append((identity, outcome)),
    )
    for identity, role in (
        ("officer", Role.REGISTRATION_OFFICER),
        ("newcomer", Role.CASEWORKER),
        ("sender", Role.SUBMITTER),
    ):
        made.accounts.add(Actor(identity=identity, name=identity, role=role), PASSWORD)
    made.accounts.enrol_totp("officer", SECRET)
    made.factors.renew_recovery_codes("officer", ("abcd-efgh",))
    return made


def never_asked() -> str:
    raise AssertionError("nobody was to be asked for a code")


def now_shown() -> str:
    return one_time_code(SECRET, NOW.timestamp())


def test_password_and_code_let_an_officer_in(door: Entrance, outcomes: list[tuple[str, Outcome]]) -> None:
    actor = prove(door, "Officer ", PASSWORD, now_shown, EVERY)
    assert isinstance(actor, Actor)
    assert (actor.identity, outcomes) == ("officer", [("officer", Outcome.SIGNED_IN)])


@pytest.mark.parametrize("code", ["", "000000", "abcd-efgi", PASSWORD])
def test_a_wrong_code_lets_nobody_in(code: str, door: Entrance, outcomes: list[tuple[str, Outcome]]) -> None:
    answer = prove(door, "officer", PASSWORD, lambda: code, EVERY)
    assert isinstance(answer, Refused)
    assert (answer.because.id, outcomes) == (WRONG_CODE, [("officer", Outcome.WRONG_CODE)])


def test_a_code_counts_once(door: Entrance) -> None:
    assert isinstance(prove(door, "officer", PASSWORD, now_shown, EVERY), Actor)
    assert isinstance(prove(door, "officer", PASSWORD, now_shown, EVERY), Refused)


def test_a_recovery_code_counts_once(door: Entrance) -> None:
    assert isinstance(prove(door, "officer", PASSWORD, lambda: "abcd-efgh", EVERY), Actor)
    assert isinstance(prove(door, "officer", PASSWORD, lambda: "abcd-efgh", EVERY), Refused)


def test_no_code_is_asked_for_before_the_password_is_right(door: Entrance, outcomes: list[tuple[str, Outcome]]) -> None:
    assert isinstance(prove(door, "officer", "wrong", never_asked, EVERY), Refused)
    assert isinstance(prove(door, "a password typed here", "wrong", never_asked, EVERY), Refused)
    # what was typed is told only where it names an account
    assert outcomes == [("officer", Outcome.WRONG_PASSWORD), ("", Outcome.WRONG_PASSWORD)]


def test_who_has_no_second_factor_yet_gets_nowhere(door: Entrance) -> None:
    answer = prove(door, "newcomer", PASSWORD, never_asked, EVERY)
    assert isinstance(answer, Refused)
    assert answer.because.id == NO_FACTOR


def test_a_role_for_which_a_password_suffices_is_asked_for_no_more(door: Entrance) -> None:
    assert isinstance(prove(door, "sender", PASSWORD, never_asked, EVERY), Actor)


def test_a_role_that_is_not_meant_is_refused_before_any_code(door: Entrance) -> None:
    assert isinstance(prove(door, "officer", PASSWORD, never_asked, frozenset({Role.SUPERVISOR})), Refused)
