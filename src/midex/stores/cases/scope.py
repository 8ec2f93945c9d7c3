"""The policy in SQL: which rows are inside a scope; `policy.scope.may_see` says the same of one case."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from midex.kernel.tier import Tier
from midex.policy.scope import CASELOAD_TIERS, OFFICE_TIERS, Scope
from midex.stores.rows import places

NOTHING = "1 = 0"

_GRANTED = """
        OR EXISTS (
            SELECT 1 FROM cases_grant g
            WHERE g.case_id = c.case_id AND g.identity = %s AND g.given_at <= %s AND g.until > %s)"""

_NAMED = """c.case_id IN (
        SELECT n.case_id FROM cases_assignment n WHERE n.identity = %s
        UNION SELECT n.case_id FROM cases_grant n WHERE n.identity = %s)"""

Condition = tuple[str, list[Any]]
"""A condition on ``cases_casefile c`` and its values."""


def inside(scope: Scope) -> Condition:
    """The condition under which a case is inside a scope."""
    return _within(scope, _GRANTED, [scope.identity, scope.at, scope.at])


def parts(scope: Scope) -> tuple[Condition, ...]:
    """The same cases in parts that have none in common: of the office by tier, and whatever else the account sees.

    An index leads to each of them, already in the order of a list; what may be seen is said by `inside` alone.
    """
    condition, values = inside(scope)
    office = _codes(OFFICE_TIERS.get(scope.role, ()))
    others = f"""{_NAMED} AND NOT (c.tier IN ({places(office) or "NULL"}) AND c.office = %s) AND {condition}"""
    return (
        *((f"c.office = %s AND c.tier = %s AND {condition}", [scope.office, tier, *values]) for tier in office),
        (others, [scope.identity, scope.identity, *office, scope.office, *values]),
    )


def own(scope: Scope) -> Condition:
    """The same without broken glass: where an account may act, and not only look."""
    return _within(scope, "", [])


def _within(scope: Scope, besides: str, values: list[Any]) -> Condition:
    if scope.role not in OFFICE_TIERS:
        return NOTHING, []
    office, caseload = _codes(OFFICE_TIERS[scope.role]), _codes(CASELOAD_TIERS[scope.role])
    who = scope.identity
    condition = f"""c.concerns <> %s AND (
        (c.office = %s AND c.tier IN ({places(office)}))
        OR (c.tier IN ({places(caseload)}) AND EXISTS (
            SELECT 1 FROM cases_assignment a WHERE a.case_id = c.case_id AND a.identity = %s)){besides})"""  # noqa: S608 - no value in it
    return condition, [who, scope.office, *office, *caseload, who, *values]


def _codes(tiers: Iterable[Tier]) -> list[str]:
    return sorted(tier.value for tier in tiers)
