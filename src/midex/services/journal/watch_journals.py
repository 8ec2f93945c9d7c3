"""At the hub: when each case node's journal was last seen, and which are late. A node that is off cannot say so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from midex.kernel.checkpoint import origin_of
from midex.services.journal.ports import LATE_AFTER
from midex.services.journal.state import is_late
from midex.services.ports import HubPorts


class Standing(Enum):
    """How a journal stands at the hub. One of which nothing was ever seen may be empty: nobody outside can tell."""

    IN_TIME = "in-time"
    LATE = "late"
    NOTHING = "nothing"


@dataclass(frozen=True, kw_only=True)
class WatchedJournal:
    """A case node's journal as the hub has seen it last; ``seen_at`` by the hub's own clock."""

    origin: str
    size: int
    seen_at: datetime | None
    standing: Standing

    @property
    def participant(self) -> str:
        """Whose node it is."""
        return self.origin.split("/")[1].upper()

    @property
    def institution(self) -> str:
        """Which of its institutions keeps it."""
        return self.origin.split("/")[2]

    @property
    def is_late(self) -> bool:
        """Whether nothing was seen for longer than it may be."""
        return self.standing is Standing.LATE


def watch_journals(hub: HubPorts) -> tuple[WatchedJournal, ...]:
    """Every journal that was ever seen, and every enrolled case node's of which none was, by name."""
    now = hub.clock()
    seen = {
        one.origin: WatchedJournal(
            origin=one.origin,
            size=one.size,
            seen_at=one.seen_at,
            standing=Standing.LATE if is_late(one.seen_at, now, LATE_AFTER) else Standing.IN_TIME,
        )
        for one in hub.checkpoints.all()
    }
    enrolled = (origin_of(key.participant, key.institution) for key in hub.keys.case_nodes())
    never = {
        origin: WatchedJournal(origin=origin, size=0, seen_at=None, standing=Standing.NOTHING) for origin in enrolled
    }
    return tuple(one for _, one in sorted({**never, **seen}.items()))
