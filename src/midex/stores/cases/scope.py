"""The policy's form for databases: which rows are inside a scope; `policy.scope.may_see` says the same of one case."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q

from midex.kernel.tier import Tier
from midex.policy.scope import CASELOAD_TIERS, OFFICE_TIERS, Scope
from midex.stores.cases.models import Assignment, Grant

NOTHING = Q(pk__in=())


def inside(scope: Scope, alias: str) -> Q:
    """The condition on ``CaseFile`` under which a case is inside a scope."""
    if scope.role not in OFFICE_TIERS:
        return NOTHING
    mine = Assignment.objects.using(alias).filter(case_id=OuterRef("case_id"), identity=scope.identity)
    granted = Grant.objects.using(alias).filter(
        case_id=OuterRef("case_id"), identity=scope.identity, given_at__lte=scope.at, until__gt=scope.at
    )
    return ~Q(concerns=scope.identity) & (
        Q(office=scope.office, tier__in=_codes(OFFICE_TIERS[scope.role]))
        | Q(Exists(mine), tier__in=_codes(CASELOAD_TIERS[scope.role]))
        | Q(Exists(granted))
    )


def _codes(tiers: Iterable[Tier]) -> list[str]:
    return sorted(tier.value for tier in tiers)
