"""The needs that were noted while somebody was registered, so that whoever screens them begins with these."""

from __future__ import annotations

from collections.abc import Iterable

from midex.kernel.event import Event
from midex.procedures.codes import SpecificNeed
from midex.procedures.registration.events import NeedsNoted


def needs_noted(history: Iterable[Event]) -> tuple[SpecificNeed, ...]:
    """Each need once, in the order in which they were noted."""
    noted = (need for event in history if isinstance(event, NeedsNoted) for need in event.needs)
    return tuple(dict.fromkeys(noted))
