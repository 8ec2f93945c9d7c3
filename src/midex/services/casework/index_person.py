"""What a step adds to what a person is found by, and a person as linkage compares them; which fields, linkage says."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from midex.kernel.event import Event
from midex.kernel.field import Closed
from midex.linkage.indexed import Term, indexed_fields, terms
from midex.linkage.person import Person
from midex.services.casework.history import Open, kept_closed, taken_from
from midex.services.casework.ports import CasePorts, StoredEvent

SEX, CITIZENSHIP = "sex", "citizenship"
"""Coded fields that are compared and not indexed."""


def terms_of(procedure: str, event: Event) -> frozenset[Term]:
    """The terms of an event; RuntimeError where a field of it is closed, for then a person could not be found."""
    found: set[Term] = set()
    for kind, value in indexed_in(procedure, event):
        if isinstance(value, Closed):
            raise RuntimeError("a sealed field is indexed where it is open")
        found |= terms(kind, value)
    return frozenset(found)


def tokens_of(procedure: str, event: Event, office: str, ports: CasePorts) -> frozenset[int]:
    """The tokens that a step adds to a case of an office."""
    return ports.blinding.tokens(office, terms_of(procedure, event))


def indexed_in(procedure: str, event: Event) -> Iterable[tuple[str, Any]]:
    """(what it is indexed as, value) of each indexed field of an event."""
    said = indexed_fields()
    for field in type(event).__dataclass_fields__:
        kind = said.get(f"{procedure}.{type(event).__name__}.{field}")
        if kind:
            yield kind, getattr(event, field)


def is_indexed(stored: StoredEvent) -> bool:
    """Whether a step that was kept has indexed fields; opens nothing."""
    return any(True for _ in indexed_in(stored.procedure, taken_from(stored, kept_closed).event))


def person_in(procedure: str, events: Iterable[Event]) -> Person:
    """The person that events tell of; what is closed is not said."""
    said: dict[str, set[Any]] = defaultdict(set)
    for event in events:
        parts: list[str] = []
        for kind, value in indexed_in(procedure, event):
            if isinstance(value, Closed) or not value:
                continue
            if kind == "name":
                parts.append(value)
            else:
                said[kind].add(value)
        if parts:
            said["name"].add(" ".join(parts))
        for coded in (SEX, CITIZENSHIP):
            if value := getattr(event, coded, None):
                said[coded].add(str(getattr(value, "value", value)))
    return Person(
        names=frozenset(said["name"]),
        births=frozenset(said["birth"]),
        sexes=frozenset(said[SEX]),
        citizenships=frozenset(said[CITIZENSHIP]),
        documents=frozenset(said["document"]),
    )


def person_of(history: Iterable[StoredEvent], unseal: Open) -> Person:
    """The person whom a kept history is about, as far as ``unseal`` opens it."""
    kept = tuple(history)
    procedure = kept[0].procedure if kept else ""
    return person_in(procedure, (taken_from(stored, unseal).event for stored in kept))
