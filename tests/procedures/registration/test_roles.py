"""Who may take which step, written by hand: every step and every role, the "no" too."""

from __future__ import annotations

import pytest

from midex.kernel.event import Event
from midex.kernel.procedure import judge
from midex.kernel.role import Role
from midex.kernel.verdict import Allowed, Refused
from midex.procedures.registration.procedure import REGISTRATION
from tests.procedures.registration.happened import ABSENT, ADULT, INFORMED, LEFT, PROTECTED, SAME, after

# registration officer, caseworker, guardian, anti-trafficking officer, supervisor,
# data protection officer, administrator, submitter, approver
WHO_MAY = {
    "open": "yes yes no no no no no no no",
    "register": "yes yes no no no no no no no",
    "correct": "yes yes yes yes no no no no no",
    "add-name": "yes yes yes yes no no no no no",
    "note-document": "yes yes yes yes no no no no no",
    "record-entry": "yes yes no no no no no no no",
    "agree-contact": "yes yes yes yes no no no no no",
    "relate": "yes yes yes yes no no no no no",
    "record-reunion": "yes yes yes yes no no no no no",
    "note-needs": "yes yes yes yes no no no no no",
    "note-absence": "yes yes yes yes no no no no no",
    "come-back": "yes yes yes yes no no no no no",
    "hand-over-copy": "yes yes no no no no no no no",
    "keep-closer": "yes yes yes yes yes no no no no",
    "keep-as-standard": "no no yes yes yes no no no no",
    "assign": "no no no no yes no no no no",
    "link": "yes yes yes yes yes no no no no",
    "tell-apart": "yes yes yes yes yes no no no no",
    "take-back-comparison": "yes yes yes yes yes no no no no",
    "record-departure": "yes yes no no yes no no no no",
    "order-erasure": "no no no no yes no no no no",
}
ROLES = (
    Role.REGISTRATION_OFFICER,
    Role.CASEWORKER,
    Role.GUARDIAN,
    Role.TRAFFICKING_OFFICER,
    Role.SUPERVISOR,
    Role.DATA_PROTECTION_OFFICER,
    Role.ADMINISTRATOR,
    Role.SUBMITTER,
    Role.APPROVER,
)
LAWFUL_AFTER: dict[str, tuple[Event, ...]] = {
    "open": (),
    "register": (INFORMED,),
    "correct": (INFORMED, ADULT),
    "add-name": (INFORMED, ADULT),
    "note-document": (INFORMED, ADULT),
    "record-entry": (INFORMED, ADULT),
    "agree-contact": (INFORMED, ADULT),
    "relate": (INFORMED, ADULT),
    "record-reunion": (INFORMED, ADULT),
    "note-needs": (INFORMED,),
    "note-absence": (INFORMED, ADULT),
    "come-back": (INFORMED, ADULT, ABSENT),
    "hand-over-copy": (INFORMED, ADULT),
    "keep-closer": (INFORMED,),
    "keep-as-standard": (INFORMED, ADULT, PROTECTED),
    "assign": (INFORMED,),
    "link": (INFORMED, ADULT),
    "tell-apart": (INFORMED, ADULT),
    "take-back-comparison": (INFORMED, ADULT, SAME),
    "record-departure": (INFORMED,),
    "order-erasure": (INFORMED, ADULT, LEFT),
}
"""A history after which the law allows the step, so that the role alone decides."""

PAIRS = [
    (step, role, said == "yes") for step, row in WHO_MAY.items() for role, said in zip(ROLES, row.split(), strict=True)
]


def test_the_table_has_every_step_and_every_role() -> None:
    assert set(WHO_MAY) == {step.id for step in REGISTRATION.steps}
    assert set(ROLES) == set(Role)
    assert len(PAIRS) == 189


@pytest.mark.parametrize(("step_id", "role", "expected"), PAIRS)
def test_a_role_may_take_a_step_or_not(step_id: str, role: Role, expected: bool) -> None:
    step = REGISTRATION.step(step_id)
    assert step is not None
    verdict = judge(step, after(*LAWFUL_AFTER[step_id]), role)
    if expected:
        assert verdict == Allowed()
    else:
        assert isinstance(verdict, Refused)
        assert str(verdict.because) == f"this step is not for the role {role.value}"


@pytest.mark.parametrize(("step_id", "needs_two"), [(s, s in ("keep-as-standard", "order-erasure")) for s in WHO_MAY])
def test_two_persons_take_what_cannot_be_undone(step_id: str, needs_two: bool) -> None:
    step = REGISTRATION.step(step_id)
    assert step is not None
    assert (step.two_persons, step.begins) == (needs_two, step_id == "open")
