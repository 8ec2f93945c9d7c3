"""Look at a proposal before approving it: exactly what would be public, and where it comes from. Changes nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from midex.kernel.indicator import Table
from midex.kernel.verdict import Refused
from midex.services.actor import Actor
from midex.services.approve_release import APPROVALS, may_approve
from midex.services.ports import HubPorts, Proposal
from midex.services.survey_office import BY_CODE
from midex.statistics.protect.region import REGION
from midex.statistics.registry.catalogue import registry
from midex.statistics.release import Changes, changes, read_release
from midex.statistics.series import Observation, Vintage

Codes = tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Row:
    """The same figure of each of the six and of the region; None where there is none."""

    codes: tuple[tuple[str, str], ...]
    period: str
    places: tuple[tuple[str, Observation | None], ...]
    region: Observation | None


@dataclass(frozen=True, kw_only=True)
class Crossing:
    """All figures broken down by the same dimensions; none for those in total."""

    dimensions: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, kw_only=True)
class Inspected:
    """A proposal laid open. ``refused`` says why this account cannot approve it; ``published`` is what came of it."""

    proposal: Proposal
    table: Table
    observations: int
    hidden: int
    generated: bool
    crossings: tuple[Crossing, ...]
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
        crossings=_crossings(table, cube),
        made_from=_by_period(proposal),
        changes=changes(last, cube),
        first=before is None,
        refused=refused if isinstance(refused, Refused) else None,
        approved_already=actor.identity in proposal.approved_by,
        missing=max(0, APPROVALS - len(proposal.approved_by)),
        published=next((v for v in vintages if v.sha256 == proposal.sha256), None) if proposal.published else None,
    )


def _crossings(table: Table, cube: Sequence[Observation]) -> tuple[Crossing, ...]:
    """The cube as a reader would meet it: totals first, then each crossing, newest period first."""
    rows: dict[Codes, dict[tuple[str, Codes], dict[str, Observation]]] = defaultdict(lambda: defaultdict(dict))
    for one in cube:
        codes = dict(zip((d.id for d in table.dimensions), one.key, strict=True))
        broken = tuple(d for d in table.breakdowns if codes[d] != table.dimension[d].codelist.total)
        rows[broken][one.period, tuple(codes[d] for d in broken)][codes["GEO"]] = one
    return tuple(
        Crossing(dimensions=broken, rows=tuple(_rows(broken, rows[broken])))
        for broken in sorted(rows, key=lambda names: (len(names), names))
    )


def _rows(broken: Codes, found: Mapping[tuple[str, Codes], Mapping[str, Observation]]) -> Iterator[Row]:
    ordered = sorted(sorted(found, key=lambda place: place[1]), key=lambda place: place[0], reverse=True)
    for period, codes in ordered:
        by_geo = found[period, codes]
        yield Row(
            codes=tuple(zip(broken, codes, strict=True)),
            period=period,
            places=tuple((p, by_geo.get(p)) for p in BY_CODE),
            region=by_geo.get(REGION),
        )


def _by_period(proposal: Proposal) -> tuple[tuple[str, tuple[tuple[str, int], ...]], ...]:
    """Per period, newest first, who is in it and with which version."""
    periods: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for participant, period, version in proposal.made_from:
        periods[period].append((participant, version))
    return tuple((period, tuple(sorted(parts))) for period, parts in sorted(periods.items(), reverse=True))
