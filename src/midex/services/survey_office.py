"""What the hub's office finds on coming in: per table who has submitted which period, what is late, what waits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum

from midex.kernel.indicator import Table
from midex.kernel.period import Period
from midex.services.list_due import newest_over, submitted_tables
from midex.services.ports import HubPorts, ListedProposal, SubmittedVersion
from midex.statistics.registry.catalogue import PARTICIPANTS
from midex.statistics.series import Vintage

SHOWN = 4
"""Newest periods of a table that are shown."""

BY_CODE = tuple(sorted(PARTICIPANTS))


class Standing(Enum):
    """How a participant stands with a period."""

    SUBMITTED = "submitted"
    AWAITED = "awaited"
    LATE = "late"


@dataclass(frozen=True, kw_only=True)
class Place:
    """One participant's figures for one period; ``version`` is 0 where there are none."""

    participant: str
    standing: Standing
    version: int = 0


@dataclass(frozen=True, kw_only=True)
class PeriodRow:
    """One period of a table, with a place for each of the six."""

    period: str
    due: date | None
    places: tuple[Place, ...]

    @property
    def reporters(self) -> int:
        """How many of the six have submitted."""
        return sum(place.version > 0 for place in self.places)


@dataclass(frozen=True, kw_only=True)
class TableRow:
    """One table: its newest periods, the proposal that waits for approvals, and the newest release."""

    table: Table
    periods: tuple[PeriodRow, ...]
    more: int
    open: ListedProposal | None
    newest: Vintage | None

    @property
    def any(self) -> bool:
        """Whether anything was submitted at all."""
        return any(row.reporters for row in self.periods)


def survey_office(hub: HubPorts) -> tuple[TableRow, ...]:
    """Every submitted table, by id."""
    today = hub.clock().date()
    return tuple(_table(table, hub, today) for table in submitted_tables())


def list_releases(hub: HubPorts) -> tuple[tuple[Table, tuple[Vintage, ...]], ...]:
    """Every table of which something is public, with its vintages, newest first."""
    released = ((table, hub.public.vintages(table.id)) for table in submitted_tables())
    return tuple((table, vintages) for table, vintages in released if vintages)


def open_proposal(table: str, hub: HubPorts) -> ListedProposal | None:
    """The newest proposal of a table, where it is not public and not overtaken by a release."""
    newest = next(iter(hub.releases.all(table)), None)
    if newest is None or newest.published:
        return None
    public = max((vintage.number for vintage in hub.public.vintages(table)), default=0)
    return newest if newest.vintage > public else None


def _table(table: Table, hub: HubPorts, today: date) -> TableRow:
    versions = hub.submissions.current(table.id)
    owed = {newest_over(frequency, today) for frequency in table.frequencies}
    periods = sorted({*(Period.parse(v.period) for v in versions), *owed}, key=lambda p: p.last_day, reverse=True)
    return TableRow(
        table=table,
        periods=tuple(_period(table, period, versions, today) for period in periods[:SHOWN]),
        more=max(0, len(periods) - SHOWN),
        open=open_proposal(table.id, hub),
        newest=next(iter(hub.public.vintages(table.id)), None),
    )


def _period(table: Table, period: Period, versions: Sequence[SubmittedVersion], today: date) -> PeriodRow:
    deadline = table.deadline_statistical or table.deadline_operational
    due = deadline.after(period) if deadline else None
    held = {v.participant: v.version for v in versions if v.period == str(period)}
    missing = Standing.LATE if due and due < today else Standing.AWAITED
    return PeriodRow(
        period=str(period),
        due=due,
        places=tuple(
            Place(participant=p, standing=Standing.SUBMITTED, version=held[p])
            if p in held
            else Place(participant=p, standing=missing)
            for p in BY_CODE
        ),
    )
