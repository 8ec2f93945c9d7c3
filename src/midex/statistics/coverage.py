"""Who reports what: for each topic and participant the best figure that is public, and the reason in a sentence.

Computed from the catalogue alone; generated figures never count, and an empty value is no report.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from midex.kernel.text import Message, mark
from midex.statistics.registry.catalogue import PARTICIPANTS
from midex.statistics.remarks import remarks
from midex.statistics.series import Dataflow, Observation
from midex.statistics.topics import Topic, topics

SHOWN = tuple(sorted(PARTICIPANTS))
"""The six in alphabetical order of their codes: no ranking."""


class Reads(Protocol):
    """The part of the public catalogue that coverage asks."""

    def dataflows(self) -> tuple[Dataflow, ...]: ...

    def series(self, dataflow: str, vintage: int | None = None) -> tuple[tuple[str, ...], ...]: ...

    def observations(
        self, dataflow: str, *, keys: Collection[tuple[str, ...]] | None = None
    ) -> Iterator[Observation]: ...


class State(Enum):
    """How well a topic is known for a participant."""

    OWN = "own report"
    AGENCY = "via UNHCR"
    PARTNER = "partner-reported"
    NOBODY = "nobody reports"


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One square of the grid. ``first`` and ``last`` are periods; empty where nobody reports."""

    topic: Topic
    participant: str
    state: State
    because: Message
    dataflow: str = ""
    dimension: str = ""
    first: str = ""
    last: str = ""


@dataclass(frozen=True)
class Known:
    """The periods for which a dataflow has figures about one participant, along one dimension."""

    dimension: str
    first: str
    last: str


Spans = Mapping[tuple[str, str], Mapping[str, Known]]

_BECAUSE = {
    State.OWN: mark("{participant} reported its own figures, {span}."),
    State.AGENCY: mark("UNHCR publishes figures, {span}. {participant} has not yet submitted its own here."),
    State.PARTNER: mark(
        "Other states report on citizens of {participant}, {span}. "
        "What happens on its own territory is not reported here."
    ),
    State.NOBODY: mark(
        "No figure for {participant} is public here. Its own administration could provide one in table {table}."
    ),
}
_AS_SENT = mark("{participant} reported its own figures, as sent to {publisher}, {span}.")
_WITHIN_SERBIA = {
    State.PARTNER: mark(
        "UNHCR counts {participant} within its figure for Serbia; there is no separate one. "
        "Other states report on citizens of {participant}, {span}."
    ),
    State.NOBODY: mark(
        "UNHCR counts {participant} within its figure for Serbia; there is no separate one. "
        "Its own administration could provide one in table {table}."
    ),
}
_BESIDE_ITS_OWN = {
    State.AGENCY: mark("UNHCR publishes figures as well, {span}; the two are never added."),
    State.PARTNER: mark("Other states report on citizens of {participant}, {span}; that is a different figure."),
}
_WITH_KOSOVO = mark(
    "UNHCR publishes figures, {span}; its Serbia includes Kosovo*. {participant} has not yet submitted its own here."
)


def coverage(known: Spans) -> tuple[tuple[Cell, ...], ...]:
    """A row per topic, a cell per participant in the order of ``SHOWN``: the best that is known."""
    return tuple(tuple(cell(topic, participant, known) for participant in SHOWN) for topic in topics())


def all_about(known: Spans, participant: str) -> tuple[Cell, ...]:
    """All that is known about one participant, by topic, its own report first; nobody reporting is a cell too."""
    return tuple(found for topic in topics() for found in cells(topic, participant, known))


def everything(catalogue: Reads) -> Spans:
    """Every dataflow, and every dimension of it that names participants, with the periods it covers."""
    return {
        (flow.id, dimension): spans(catalogue, flow, dimension)
        for flow in catalogue.dataflows()
        for dimension in ("GEO", "CITIZEN")
        if dimension in flow.table.dimension
    }


def spans(catalogue: Reads, flow: Dataflow, dimension: str) -> dict[str, Known]:
    """For each participant found on ``dimension``: the periods that have a figure which was not generated."""
    place = [d.id for d in flow.table.dimensions].index(dimension)
    keys = [key for key in catalogue.series(flow.id) if key[place] in PARTICIPANTS]
    return _spans(dimension, place, catalogue.observations(flow.id, keys=keys)) if keys else {}


def _spans(dimension: str, place: int, observations: Iterable[Observation]) -> dict[str, Known]:
    found: dict[str, Known] = {}
    for one in observations:
        if one.value is None or one.origin == "GENERATED":
            continue
        code = one.key[place]
        before = found.get(code)
        first = min(before.first, one.period) if before else one.period
        last = max(before.last, one.period) if before else one.period
        if before is None or (first, last) != (before.first, before.last):
            found[code] = Known(dimension, first, last)
    return found


def cell(topic: Topic, participant: str, known: Spans) -> Cell:
    """The best that is known: its own report, then an agency's, then what others say about its citizens."""
    return cells(topic, participant, known)[0]


def cells(topic: Topic, participant: str, known: Spans) -> tuple[Cell, ...]:
    """All that is known of a topic, best first; never empty, for nobody reporting is an answer too."""
    ladder = (
        (State.OWN, topic.own, "GEO"),
        (State.AGENCY, topic.agency, "GEO"),
        (State.PARTNER, topic.partner, "CITIZEN"),
    )
    found = [
        (state, dataflow, span)
        for state, dataflow, dimension in ladder
        if (span := known.get((dataflow, dimension), {}).get(participant))
    ]
    reported = State.OWN in {state for state, _, _ in found}
    told = tuple(
        Cell(
            topic=topic,
            participant=participant,
            state=state,
            because=_as_sent(topic, participant, span)
            if state is State.OWN
            else Message(_sentence(state, topic, participant, reported=reported), _details(participant, topic, span)),
            dataflow=dataflow,
            dimension=span.dimension,
            first=span.first,
            last=span.last,
        )
        for state, dataflow, span in found
    )
    return told or (_unreported(topic, participant),)


def _as_sent(topic: Topic, participant: str, span: Known) -> Message:
    """A participant's own report, with the publisher it had sent the figures to where all of them went that way."""
    first = (one for one in remarks(topic.own) if one.participant == participant and one.sent_to)
    sent = next((one.sent_to for one in first if span.last[:4] <= one.until), "")
    details = _details(participant, topic, span) | ({"publisher": sent} if sent else {})
    return Message(_AS_SENT if sent else _BECAUSE[State.OWN], details)


def _unreported(topic: Topic, participant: str) -> Cell:
    because = Message(_sentence(State.NOBODY, topic, participant, reported=False), _details(participant, topic, None))
    return Cell(topic=topic, participant=participant, state=State.NOBODY, because=because)


def _sentence(state: State, topic: Topic, participant: str, *, reported: bool) -> str:
    if reported and state is not State.OWN:
        return _BESIDE_ITS_OWN[state]
    if topic.agency and participant == "XK":
        return _WITHIN_SERBIA.get(state, _BECAUSE[state])
    if state is State.AGENCY and participant == "RS":
        return _WITH_KOSOVO
    return _BECAUSE[state]


def _details(participant: str, topic: Topic, span: Known | None) -> dict[str, str | int]:
    """What fills the sentence; ``participant`` is a code, named and translated where it is shown."""
    words = "" if span is None else span.first if span.first == span.last else f"{span.first}–{span.last}"
    return {"participant": participant, "table": topic.own, "span": words}
