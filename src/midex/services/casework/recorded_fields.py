"""The fields of a case that somebody filled in, each by its exact name, as it stands after corrections; kept closed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from midex.exchange.purposes import CORRECTS, EMPTIES, OF_EMPTIED
from midex.formats.event_json import Shape, shape_of
from midex.kernel.event import Event
from midex.kernel.field import Closed, Handling
from midex.procedures.registration.events import Corrected
from midex.services.casework.history import Open, taken_from
from midex.services.casework.ports import StoredEvent


@dataclass(frozen=True, kw_only=True)
class RecordedField:
    """One field in the step that said it last; ``value`` is Closed where the field is sealed."""

    stored: StoredEvent
    shape: Shape
    value: Any

    @property
    def handling(self) -> Handling:
        """What the register says of it."""
        return self.shape.entry.handling

    def opened(self, unseal: Open) -> Any:
        """Its value, with no other field of the step opened; Closed where the person was erased."""

        def only_this(stored: StoredEvent, kind: type[Event], field: str, text: str) -> str | Closed:
            return unseal(stored, kind, field, text) if field == self.shape.name else Closed()

        return getattr(taken_from(self.stored, only_this).event, self.shape.name)


def recorded_fields(history: Iterable[StoredEvent]) -> dict[str, RecordedField]:
    """Every field that was filled in, by its name or by the name of the field it corrects."""
    found: dict[str, RecordedField] = {}
    for stored in history:
        event = taken_from(stored).event
        for name in emptied_by(event):
            found.pop(name, None)
        for shape in shape_of(type(event)):
            value = getattr(event, shape.name)
            name = f"{stored.procedure}.{type(event).__name__}.{shape.name}"
            if name != EMPTIES and (not shape.optional or value != shape.default):
                found[CORRECTS.get(name, name)] = RecordedField(stored=stored, shape=shape, value=value)
    return found


def emptied_by(event: Event) -> tuple[str, ...]:
    """The names of the fields of which nothing holds after an event."""
    return tuple(OF_EMPTIED + one.value for one in event.emptied) if isinstance(event, Corrected) else ()
