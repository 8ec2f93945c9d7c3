"""Look at a proposal before approving it: exactly what would be public, and where it comes from. Changes nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from midex.kernel.indicator import Table
from midex.kernel.verdict import Refused
from midex.services.actor import Actor
from midex.services.approve_release import APPROVALS, may_approve
from midex.services.ports import HubPorts, Proposal
from midex.services.survey_office import BY_CODE
from midex.statistics.region import REGION
from midex.statistics.registry.catalogue import registry
from midex.statistics.release import Changes, changes, read_release
from midex.statistics.series import Observation, Vintage


@dataclass(frozen=True, kw_only=True)
class Headline:
    """The figure of a period with all breakdowns in total, for each of the six and the region; None where none."""

    period: str
    places: tuple[tuple[str, Observation | None], ...]
    region: Observation | None


@dataclass(frozen=True, kw_only=True)
class Inspected:
    """A proposal laid open. ``refused`` says why this account cannot approve it; ``published`` is what came of it."""

    proposal: Proposal
    table: Table
    observations: int
    hidden: int
    generated: bool
    headlines: tuple[Headline, ...]
    made_from: tuple[tuple[str, tuple[tuple[str, int], ...]], ...]
    changes: Changes
    first: bool
    refused: Refused | None
    approved_already: bool
    missing: int
    published: Vintage | None


def inspect_proposal(number: int, actor: Actor, hub: HubPorts) -> Inspected | None:
    """The proposal with that number."""
    proposal = hub.releases.find(number)
    if proposal is None:
        return None
    table = registry().table(proposal.table)
    cube = read_release(table, proposal.canonical)
    vintages = hub.public.vintages(table.id)
    before = max((v.number for v in vintages if v.number < proposal.vintage), default=None)
    last = tuple(hub.public.observations(table.id, vintage=before)) if before else ()
    refused = may_approve(number, proposal.sha256, actor, hub)
    return Inspected(
        proposal=proposal,
        table=table,
        observations=len(cube),
        hidden=sum(o.value is None for o in cube),
        generated=any(o.origin == "GENERATED" for o in cube),
        headlines=_headlines(table, cube),
        made_from=_by_period(proposal),
        changes=changes(last, cube),
        first=before is None,
        refused=refused if isinstance(refused, Refused) else None,
        approved_already=actor.identity in proposal.approved_by,
        missing=max(0, APPROVALS - len(proposal.approved_by)),
        published=next((v for v in vintages if v.sha256 == proposal.sha256), None) if proposal.published else None,
    )


def _headlines(table: Table, cube: Sequence[Observation]) -> tuple[Headline, ...]:
    geo = next(n for n, dimension in enumerate(table.dimensions) if dimension.id == "GEO")
    found = {(o.period, o.key[geo]): o for o in cube if _in_total(table, o.key)}
    return tuple(
        Headline(
            period=period,
            places=tuple((p, found.get((period, p))) for p in BY_CODE),
            region=found.get((period, REGION)),
        )
        for period in sorted({period for period, _ in found}, reverse=True)
    )


def _in_total(table: Table, key: tuple[str, ...]) -> bool:
    return all(
        code == dimension.codelist.total
        for dimension, code in zip(table.dimensions, key, strict=True)
        if dimension.id in table.breakdowns and dimension.codelist.total is not None
    )


def _by_period(proposal: Proposal) -> tuple[tuple[str, tuple[tuple[str, int], ...]], ...]:
    """Per period, newest first, who is in it and with which version."""
    periods: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for participant, period, version in proposal.made_from:
        periods[period].append((participant, version))
    return tuple((period, tuple(sorted(parts))) for period, parts in sorted(periods.items(), reverse=True))
