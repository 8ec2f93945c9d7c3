"""What of a case stands on a paper that the person carries: what was recorded to register them, as corrected.

What was said for protection is read aloud and never printed, nor is what concerns staff, nor that there is any of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from midex.exchange.purposes import CORRECTS, EMPTIES
from midex.formats.event_json import shape_of
from midex.formats.letters.letter import Recorded
from midex.kernel.event import Taken
from midex.kernel.field import Closed, Entry
from midex.kernel.purpose import Purpose
from midex.kernel.role import Role
from midex.services.casework.recorded_fields import emptied_by

PRINTED = frozenset({Purpose.REGISTRATION})
"""Purposes whose fields stand on paper."""


def is_printed(entry: Entry) -> bool:
    """Whether a field with this entry of the register stands on paper."""
    return entry.handling.purpose in PRINTED


def printed_fields(procedure: str, taken: Iterable[Taken[Any]], role: Role) -> tuple[Recorded, ...] | None:
    """The fields in the order in which they were said; None where one is erased, or is not for this role."""
    found: dict[tuple[int, str, str], Recorded] = {}
    steps: dict[str, int] = {}
    for one in taken:
        event = type(one.event).__name__
        steps[event] = one.number
        for emptied in emptied_by(one.event):
            _, kind, name = emptied.split(".")
            found.pop((steps.get(kind, one.number), kind, name), None)
        for shape in shape_of(type(one.event)):
            value = getattr(one.event, shape.name)
            if not is_printed(shape.entry) or (shape.optional and value == shape.default):
                continue
            if isinstance(value, Closed) or role not in shape.entry.handling.readers:
                return None
            own = f"{procedure}.{event}.{shape.name}"
            if own == EMPTIES:
                continue
            _, kind, name = CORRECTS.get(own, own).split(".")
            said = Recorded(
                event=kind, field=name, value=value, codelist=shape.entry.codelist, step=steps.get(kind, one.number)
            )
            found[said.step, kind, name] = said
    return tuple(found.values())
