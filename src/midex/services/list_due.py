"""What a participant owes: for each table, the newest period that is over, when it is due, and how far it has come."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum

from midex.kernel.indicator import Table
from midex.kernel.period import Frequency, Period
from midex.services.actor import Actor
from midex.services.keep_draft import waiting_draft
from midex.services.ports import Draft, ListedSubmission, NodePorts
from midex.statistics.registry.catalogue import registry


class State(Enum):
    """How far the figures of a period have come."""

    MISSING = "missing"
    WAITING = "waiting"  # signed and sent; the hub has not answered
    REFUSED = "refused"
    RECEIVED = "received"


@dataclass(frozen=True, kw_only=True)
class Due:
    """A table's figures for one period; ``version`` is the hub's, 0 before its receipt.

    ``statement_sha256`` names the submission that the state speaks of.
    """

    table: Table
    period: str
    operational: date | None
    statistical: date | None
    state: State
    version: int = 0
    statement_sha256: str = ""

    @property
    def last_day(self) -> date | None:
        """The day that counts: the statistical deadline, or the operational one where there is no other."""
        return self.statistical or self.operational


@dataclass(frozen=True, kw_only=True)
class Desk:
    """What a statistician finds on coming in."""

    due: tuple[Due, ...]
    draft: Draft | None
    sent: tuple[ListedSubmission, ...]
    today: date


def see_desk(actor: Actor, node: NodePorts) -> Desk:
    """The desk of an account at a node."""
    today = node.clock().date()
    sent = node.sent.all()
    return Desk(due=tuple(list_due(sent, today)), draft=waiting_draft(actor, node), sent=sent, today=today)


def list_due(sent: Sequence[ListedSubmission], today: date) -> Iterator[Due]:
    """Each submitted table with its newest period that is over before ``today``."""
    for table in submitted_tables():
        for frequency in table.frequencies:
            period = newest_over(frequency, today)
            state, about = _state(sent, table, str(period))
            yield Due(
                table=table,
                period=str(period),
                operational=table.deadline_operational.after(period) if table.deadline_operational else None,
                statistical=table.deadline_statistical.after(period) if table.deadline_statistical else None,
                state=state,
                version=about.receipt.versions[str(period)] if about and about.receipt else 0,
                statement_sha256=about.name if about else "",
            )


def submitted_tables() -> tuple[Table, ...]:
    """The tables that participants submit, by id."""
    return tuple(sorted((t for t in registry().tables.values() if not t.import_only), key=lambda t: t.id))


def newest_over(frequency: Frequency, today: date) -> Period:
    """The newest period of a frequency that is over before ``today``."""
    number = 1 + (today.month - 1) * frequency.per_year // 12
    period = Period(today.year, number, frequency)
    return period if period.is_over(today) else period.previous()


def _state(sent: Sequence[ListedSubmission], table: Table, period: str) -> tuple[State, ListedSubmission | None]:
    """What is known of a period; a receipt stands although a later try was refused."""
    about = [s for s in sent if s.statement.table == table.id and period in s.statement.periods]
    if not about:
        return State.MISSING, None
    received = next((s for s in about if s.receipt), None)
    newest = about[0]
    if newest.refused:
        return (State.RECEIVED, received) if received else (State.REFUSED, newest)
    return (State.RECEIVED, newest) if newest.receipt else (State.WAITING, newest)
