"""What of an event a role is shown: each field, or that it is withheld, or that it was erased; never a guess.

The register beside each field says who reads it, whether the field is sealed or not.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Any

from midex.formats.event_json import Shape, shape_of
from midex.kernel.event import Event
from midex.kernel.field import Closed
from midex.kernel.role import Role


class Showing(Enum):
    """Why a field's value stands there, or does not."""

    SHOWN = "shown"
    WITHHELD = "withheld"  # not for this role
    ERASED = "erased"  # the person's key was destroyed


@dataclass(frozen=True, kw_only=True)
class ShownField:
    """One field of an event for one role; ``value`` is None unless it is shown."""

    shape: Shape
    showing: Showing
    value: Any = None


def shown_fields(event: Event, role: Role) -> tuple[ShownField, ...]:
    """Every field of an event as a role may see it."""
    return tuple(_shown(shape, getattr(event, shape.name), role) for shape in shape_of(type(event)))


def _shown(shape: Shape, value: Any, role: Role) -> ShownField:
    if role not in shape.entry.handling.readers:
        return ShownField(shape=shape, showing=Showing.WITHHELD)
    if isinstance(value, Closed):
        return ShownField(shape=shape, showing=Showing.ERASED)
    return ShownField(shape=shape, showing=Showing.SHOWN, value=value)
