"""The demonstration's plan: who submits what in which round, and what each home does; every step can be repeated.

Montenegro's own real figures come from files; everything else is generated and says so. The two never share a period.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from midex.kernel.indicator import Table
from midex.kernel.period import Frequency
from midex.kernel.role import Role
from midex.statistics.registry.catalogue import PARTICIPANTS, registry

APPROVERS = ("editor", "reviewer")

CASE_NODE = ("RS", "asylum-office")
"""The participant and institution of the one case node that is shown."""

OFFICES = ("beograd", "presevo")
OFFICERS = (
    ("officer", Role.REGISTRATION_OFFICER, OFFICES[0]),
    ("caseworker", Role.CASEWORKER, OFFICES[0]),
    ("guardian", Role.GUARDIAN, OFFICES[0]),
    ("trafficking", Role.TRAFFICKING_OFFICER, OFFICES[0]),
    ("supervisor", Role.SUPERVISOR, OFFICES[0]),
    ("supervisor2", Role.SUPERVISOR, OFFICES[0]),
    ("presevo", Role.REGISTRATION_OFFICER, OFFICES[1]),
    ("dpo", Role.DATA_PROTECTION_OFFICER, ""),
    ("admin", Role.ADMINISTRATOR, ""),
)
"""The accounts of the case node: name, role, office."""

PEOPLE, SEED, DAYS = 300, 2026, 6
"""People who do not exist, the seed that makes them up, and on how many days they come to the case node."""

REAL = "ME"
"""The one participant whose own real figures are at hand."""

_YEARS = {"MIGR_ASYAPPCTZA": ("2017", "2025")}
_REVISIONS = {("MK", "MIGR_EIORD"): 17, ("AL", "MIGR_EIPRE"): 3}
"""Persons added to a complete period in round two: one revision that leaves, one too small to."""


@dataclass(frozen=True, kw_only=True)
class Generated:
    """Figures to generate and submit."""

    table: Table
    period: str
    extra_persons: int = 0


@dataclass(frozen=True, kw_only=True)
class Real:
    """Rows of a committed file to submit as they are; ``periods`` empty means all but the newest."""

    table: Table
    newest_only: bool


def submitted_tables() -> tuple[Table, ...]:
    """The tables that participants submit, by id."""
    return tuple(sorted((t for t in registry().tables.values() if not t.import_only), key=lambda t: t.id))


def plan(participant: str, round_: int, real: frozenset[str] = frozenset()) -> Iterator[Generated | Real]:
    """What a participant submits in a round. ``real`` names the tables with committed real rows."""
    for table in submitted_tables():
        if participant == REAL and table.id in real:
            yield Real(table=table, newest_only=round_ == 2)
        complete, newest = _periods(table)
        if round_ == 1:
            yield from (Generated(table=table, period=period) for period in complete)
            continue
        if participant != late(table):
            yield Generated(table=table, period=newest)
        if extra := _REVISIONS.get((participant, table.id)):
            yield Generated(table=table, period=complete[-1], extra_persons=extra)


def submitter(participant: str) -> str:
    """The account that submits at a participant's node."""
    return f"statistician.{participant.lower()}"


def late(table: Table) -> str:
    """The participant that has not sent the newest period of a table yet; a different one for each table."""
    return PARTICIPANTS[submitted_tables().index(table) % len(PARTICIPANTS)]


def _periods(table: Table) -> tuple[tuple[str, ...], str]:
    """The complete periods, and the newest, which one participant still owes."""
    if table.frequencies == (Frequency.MONTH,):
        return ("2026-08", "2026-09"), "2026-10"
    older, newest = _YEARS.get(table.id, ("2024", "2025"))
    return (older,), newest
