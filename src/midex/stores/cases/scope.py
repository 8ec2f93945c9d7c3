"""The policy in SQL: which rows are inside a scope; `policy.scope.may_see` says the same of one case."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from midex.kernel.tier import Tier
from midex.policy.scope import CASELOAD_TIERS, OFFICE_TIERS, Scope
from midex.stores.rows import places

NOTHING = "1 = 0"

Condition = tuple[str, list[Any]]
"""A condition on ``cases_casefile c`` and its values."""


def inside(scope: Scope) -> Condition:
    """The condition under which a case is inside a scope."""
    if scope.role not in OFFICE_TIERS:
        return NOTHING, []
    ways, values = _ways(scope)
    condition = f"""c.concerns <> %s AND ({ways}
        OR EXISTS (
            SELECT 1 FROM cases_grant g
            WHERE g.case_id = c.case_id AND g.identity = %s AND g.given_at <= %s AND g.until > %s))"""  # noqa: S608 - no value in it
    return condition, [scope.identity, *values, scope.identity, scope.at, scope.at]


def own(scope: Scope) -> Condition:
    """The same without broken glass: where an account may act, and not only look."""
    if scope.role not in OFFICE_TIERS:
        return NOTHING, []
    ways, values = _ways(scope)
    return f"c.concerns <> %s AND ({ways})", [scope.identity, *values]


def _ways(scope: Scope) -> Condition:
    """By the office, or by the caseload."""
    office, caseload = _codes(OFFICE_TIERS[scope.role]), _codes(CASELOAD_TIERS[scope.role])
    condition = f"""
        (c.office = %s AND c.tier IN ({places(office)}))
        OR (c.tier IN ({places(caseload)}) AND EXISTS (
            SELECT 1 FROM cases_assignment a WHERE a.case_id = c.case_id AND a.identity = %s))"""  # noqa: S608 - no value in it
    return condition, [scope.office, *office, *caseload, scope.identity]


def _codes(tiers: Iterable[Tier]) -> list[str]:
    return sorted(tier.value for tier in tiers)
