"""Which case stands in which queue, written by hand; and what of it may be counted on in every queue."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import pytest

from midex.kernel.role import Role
from midex.kernel.tier import Tier
from midex.policy.queues import Queue, stands_in
from tests.policy.judged import NOW, asks

TODAY = NOW.date()
SECONDS = frozenset({("registration", "order-erasure")})


@dataclass(frozen=True, kw_only=True)
class Case:
    office: str = "north"
    tier: Tier = Tier.STANDARD
    assigned: frozenset[str] = frozenset()
    concerns: str = ""
    procedure: str = "registration"
    steps: int = 3
    due: date | None = None
    is_open: bool = True


@dataclass(frozen=True, kw_only=True)
class Waits:
    step: str = "order-erasure"
    proposed_by: str = "somebody"
    based_on: int = 3


MINE = frozenset({"asking"})
TABLE = [
    (Case(assigned=MINE), (), "mine office"),
    (Case(assigned=MINE, is_open=False), (), ""),
    (Case(assigned=MINE, office="south"), (), "mine"),
    (Case(office="south"), (), ""),
    (Case(), (), "office"),
    (Case(due=TODAY - timedelta(days=1)), (), "office overdue"),
    (Case(due=TODAY - timedelta(days=1), is_open=False), (), ""),
    (Case(due=TODAY), (), "office due-soon"),
    (Case(due=TODAY + timedelta(days=7)), (), "office due-soon"),
    (Case(due=TODAY + timedelta(days=8)), (), "office"),
    (Case(is_open=False), (Waits(),), "awaiting"),
    (Case(is_open=False), (Waits(proposed_by="asking"),), "proposed"),
    (Case(is_open=False), (Waits(based_on=2),), ""),
    (Case(is_open=False), (Waits(step="assign"),), ""),
    (Case(is_open=False, procedure="another"), (Waits(),), ""),
    (Case(office="south", is_open=False), (Waits(), Waits(proposed_by="asking")), ""),
    (Case(tier=Tier.CHILD, assigned=frozenset({"somebody"}), due=TODAY), (Waits(),), ""),
    (Case(assigned=MINE, due=TODAY, concerns="asking"), (Waits(),), ""),
]


@pytest.mark.parametrize(("case", "waiting", "said"), TABLE)
def test_where_a_case_stands(case: Case, waiting: tuple[Waits, ...], said: str) -> None:
    found = {queue.value for queue in Queue if stands_in(queue, asks(Role.SUPERVISOR), case, waiting, SECONDS)}
    assert found == set(said.split())


@pytest.mark.parametrize("role", set(Role) - {Role.SUPERVISOR, Role.CASEWORKER, Role.REGISTRATION_OFFICER})
@pytest.mark.parametrize("queue", Queue)
def test_a_standard_case_of_the_office_stands_in_no_queue_of_other_roles(role: Role, queue: Queue) -> None:
    case = Case(due=TODAY)
    assert not stands_in(queue, asks(role), case, (Waits(), Waits(proposed_by="asking")), SECONDS)
