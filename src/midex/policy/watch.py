"""Whose reading of a case an account may watch over: the data protection officer's in every office, a supervisor's in
their own. Nobody watches who read about themself: that is the other one's to do.
"""

from __future__ import annotations

from midex.kernel.role import Role
from midex.kernel.verdict import Allowed
from midex.policy.scope import Judged, Scope, may_see


def may_watch(scope: Scope, case: Judged) -> bool:
    """Whether an account that watches over reads may be told which case a read was about."""
    if scope.role is Role.DATA_PROTECTION_OFFICER:
        return scope.identity != case.concerns
    return isinstance(may_see(scope, case), Allowed)


def may_be_told(scope: Scope, case: Judged) -> bool:
    """Whether an account that watches over break-glass may be told that it was used on a case of its offices."""
    return scope.identity != case.concerns
