"""The steps that a record of another system becomes: told, registered, and whatever else it says; pure.

What a record does not say and registering needs is recorded as unknown, and told; nothing else is added to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from midex.formats.bridges.convert import may_be_adult
from midex.formats.bridges.record import Record
from midex.formats.event_json import Wrong
from midex.kernel.event import Event
from midex.kernel.partial_date import PartialDate
from midex.kernel.procedure import Step
from midex.kernel.text import Message, mark
from midex.procedures.registration.events import Informed, Registered
from midex.procedures.registration.procedure import REGISTRATION, RELATE
from midex.services.casework.said_event import event_of

UNSAID = mark("not said: recorded as not known")
SAID_ADULT = mark("an adult, as whoever takes it over says")
CHILD_BY_BIRTH = mark("by this date of birth the person is a child; take the tick back, or correct the file")
SAY_TOLD = mark("say when and in which language the people were told what is recorded and why")
STEPS = {step.records.__name__: step for step in REGISTRATION.steps}
INSTANCE = "of"
"""A fixed code that tells two events of a kind apart and stands in neither."""


@dataclass(frozen=True, kw_only=True)
class Told:
    """When and in which language whoever imports told the people what is recorded, where the records do not say."""

    language: str = ""
    interpreter: bool = False
    on: str = ""

    @property
    def fields(self) -> dict[str, Any]:
        """As the fields of the event."""
        return {"language": self.language, "interpreter": self.interpreter, "on": self.on}


@dataclass(frozen=True, kw_only=True)
class Steps:
    """The steps of one record, their events, and what was added because the record does not say it."""

    said: tuple[tuple[Step[Any], Mapping[str, Any]], ...]
    events: tuple[Event, ...]
    added: Mapping[str, Message]


def steps_of_record(record: Record, told: Told, *, is_adult: bool = False) -> Steps | Wrong:
    """The steps in the order of the procedure, or what is wrong, by their name of the field where there is one.

    ``is_adult`` is what a human says where the record does not say with whom the person came.
    """
    added: dict[str, Message] = {}
    said = list(_said(record, told, added, is_adult))
    events: list[Event] = []
    wrong: dict[str, Message] = {}
    for step, fields in said:
        event = event_of(step, fields)
        if isinstance(event, Wrong):
            kind = step.records.__name__
            wrong |= {record.theirs(kind, name) or f"{kind}.{name}": why for name, why in event.fields.items()}
        else:
            events.append(event)
    if "Informed.language" in wrong or "Informed.on" in wrong:
        wrong = {name: why for name, why in wrong.items() if not name.startswith("Informed.")}
        wrong["Informed"] = Message(SAY_TOLD)
    if Message(SAID_ADULT) in added.values() and not wrong and _is_child(events):
        wrong[record.theirs("Registered", "birth") or "Registered.birth"] = Message(CHILD_BY_BIRTH)
    return Wrong(wrong) if wrong else Steps(said=tuple(said), events=tuple(events), added=added)


def _is_child(events: Iterable[Event]) -> bool:
    """Whether nobody born on that day is an adult yet on the day on which the people were told."""
    on = next(event.on for event in events if isinstance(event, Informed))
    births = [event.birth for event in events if isinstance(event, Registered)]
    return not all(isinstance(birth, PartialDate) and may_be_adult(birth, on) for birth in births)


def _said(
    record: Record, told: Told, added: dict[str, Message], is_adult: bool
) -> Iterator[tuple[Step[Any], dict[str, Any]]]:
    for step in REGISTRATION.steps:
        kind = step.records.__name__
        if kind == "Informed":
            yield step, {**told.fields, **record.said(kind)}
        elif kind == "Registered":
            yield step, {**_unsaid(record.said(kind), added, is_adult), **record.said(kind)}
        elif step is not RELATE:
            for (event, fixed), fields in record.events.items():
                if event == kind:
                    yield step, {**{name: code for name, code in fixed if name != INSTANCE}, **fields}


def _unsaid(said: Mapping[str, Any], added: dict[str, Message], is_adult: bool) -> dict[str, Any]:
    """What registering needs and a record may not say: the code of not knowing, which protects most. A date of birth
    makes nobody an adult: whether it is certain, the other system does not say. A human may say so.
    """
    found = {"sex": "UNK", "citizenship": "UNK", "accompanied": "adult" if is_adult else "unknown"}
    missing = {name: code for name, code in found.items() if not said.get(name)}
    added |= {
        f"Registered.{name}": Message(SAID_ADULT if code == "adult" else UNSAID) for name, code in missing.items()
    }
    return missing
