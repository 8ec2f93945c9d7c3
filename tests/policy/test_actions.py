"""Who may ask for what, written by hand; what is not in the list is nobody's."""

from __future__ import annotations

import pytest

from midex.kernel.role import Role
from midex.kernel.verdict import Allowed, Refused
from midex.policy.actions import SHOWS_CONTENT, Action, may

# registration officer, caseworker, guardian, anti-trafficking officer, supervisor,
# data protection officer, administrator, submitter, approver
WHO_MAY = {
    "list-cases": "yes yes yes yes yes no no no no",
    "see-office": "no no no no yes no no no no",
    "find-people": "yes yes yes yes yes no no no no",
    "compare-new": "yes yes no no no no no no no",
    "open-case": "yes yes yes yes yes no no no no",
    "export-cases": "no no no no yes no no no no",
    "hand-over": "no yes yes yes yes no no no no",
    "write-letter": "yes yes yes yes yes no no no no",
    "go-on": "yes yes yes yes yes no no no no",
    "see-guardianship": "no no yes no no no no no no",
    "count-needs": "no no no no yes no no no no",
    "break-glass": "yes yes yes yes yes no no no no",
    "see-notices": "no no no no yes yes no no no",
    "search-reads": "no no no no yes yes no no no",
    "take-step": "yes yes yes yes yes no no no no",
    "approve-step": "yes yes yes yes yes no no no no",
    "erase": "no no no no no no no no no",
    "rebuild-index": "no no no no no no no no no",
    "sign-in": "no no no no no no no no no",
    "keep-accounts": "no no no no no no yes no no",
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
CELLS = [
    (action, role, said == "yes")
    for action, row in WHO_MAY.items()
    for role, said in zip(ROLES, row.split(), strict=True)
]


def test_the_table_has_every_action_and_every_role() -> None:
    assert set(WHO_MAY) == {action.value for action in Action}
    assert set(ROLES) == set(Role)


@pytest.mark.parametrize(("action", "role", "expected"), CELLS)
def test_a_role_may_ask_for_an_action_or_not(action: str, role: Role, expected: bool) -> None:
    verdict = may(role, Action(action))
    assert (verdict == Allowed()) == expected
    assert expected or isinstance(verdict, Refused)


def test_what_shows_content_is_what_the_caps_count() -> None:
    assert {action.value for action in SHOWS_CONTENT} == {"open-case", "export-cases", "hand-over", "write-letter"}
