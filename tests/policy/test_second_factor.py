"""Whose account needs a second factor: everybody's but who sends counts that others check."""

from __future__ import annotations

import pytest

from midex.kernel.role import Role
from midex.policy.actions import MAY
from midex.policy.second_factor import PASSWORD_SUFFICES, needs_second_factor


@pytest.mark.parametrize("role", Role)
def test_a_password_suffices_for_the_submitter_alone(role: Role) -> None:
    assert needs_second_factor(role) == (role is not Role.SUBMITTER)


def test_no_role_that_reaches_a_case_gets_in_with_a_password() -> None:
    assert not PASSWORD_SUFFICES & {role for roles in MAY.values() for role in roles}
