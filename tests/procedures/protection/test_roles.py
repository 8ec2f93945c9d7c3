"""Who may take which step of a screening, written by hand: every step and every role, the "no" too."""

from __future__ import annotations

import pytest

from midex.kernel.role import Role
from midex.procedures.protection.procedure import PROTECTION

# caseworker, guardian, anti-trafficking officer, supervisor
WHO_MAY = {
    "open-screening": "yes yes yes no",
    "agree-interview": "yes yes yes no",
    "decline-interview": "yes yes yes no",
    "interview": "yes yes yes no",
    "note-need": "yes yes yes no",
    "meet-need": "yes yes yes no",
    "leave-need": "yes yes yes no",
    "review-need": "yes yes yes no",
    "find-child": "yes yes yes no",
    "begin-best-interests": "yes yes yes no",
    "appoint-guardian": "no yes yes yes",
    "replace-guardian": "no yes yes yes",
    "record-visit": "no yes yes no",
    "notify-guardian": "yes no yes no",
    "hear-child": "yes yes yes no",
    "assess-best-interests": "yes yes yes no",
    "determine-best-interests": "no yes yes yes",
    "dispute-age": "yes yes yes no",
    "decide-age": "no yes yes yes",
    "note-trafficking": "yes yes yes no",
    "agree-hand-over": "no no yes no",
    "withdraw-hand-over": "no no yes no",
    "refer": "no no yes no",
    "refer-child": "no no yes no",
    "refer-in-danger": "no no yes no",
    "review-referral": "no no yes no",
    "keep-screening-closer": "yes yes yes yes",
    "assign-screening": "no yes yes yes",
    "close-screening": "yes yes yes no",
}
ROLES = (Role.CASEWORKER, Role.GUARDIAN, Role.TRAFFICKING_OFFICER, Role.SUPERVISOR)
"""Every other role takes no step of a screening."""

BY_TWO = {"determine-best-interests", "decide-age", "refer-child", "refer-in-danger"}


def test_the_table_has_every_step() -> None:
    assert set(WHO_MAY) == {step.id for step in PROTECTION.steps}


@pytest.mark.parametrize("step_id", WHO_MAY)
def test_these_roles_and_no_others_may_take_it(step_id: str) -> None:
    step = PROTECTION.step(step_id)
    assert step is not None
    said = zip(ROLES, WHO_MAY[step_id].split(), strict=True)
    assert step.by == {role for role, may in said if may == "yes"}
    assert step.two_persons == (step_id in BY_TWO)
    assert step.begins == step.of_person == (step_id == "open-screening")
