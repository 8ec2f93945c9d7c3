"""An event: a frozen fact in the past tense, and the step by which it was taken.

Refuses to be a diff or a form. A verdict is not evaluated again when history is read: it stands in the step taken.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar, Generic, TypeVar

from midex.kernel.tier import Tier


@dataclass(frozen=True, kw_only=True)
class Event:
    """What happened. Every field of a kind of event carries its register entry (``kernel.field``).

    ``version`` grows when the fields' meaning changes; fields are only ever added, with a default.
    """

    version: ClassVar[int] = 1


E = TypeVar("E", bound=Event)


@dataclass(frozen=True, kw_only=True)
class CarriedOver:
    """What a new case takes over from the one whose person it is about: how closely that one was kept on that day.

    A case is never kept less closely than the one it was opened of, whatever happens there later. ``child`` is true of
    everybody who is not known to be an adult, in a family or alone.
    """

    case: str
    tier: Tier
    concerns: str = ""
    needs_guardian: bool = False
    child: bool = False


@dataclass(frozen=True, kw_only=True)
class Taken(Generic[E]):
    """A step that was taken: the event, who took it when, and the verdict of that day with the rule that gave it.

    ``number`` counts the steps of a case from 1. ``second`` is who approved a step that needs two persons.
    ``carried`` stands in the first step of a case that was opened of another one.
    """

    case: str
    number: int
    step: str
    event: E
    at: datetime
    by: str
    office: str
    rule: str
    rule_version: int
    law: str
    second: str = ""
    due: date | None = None
    carried: CarriedOver | None = None
