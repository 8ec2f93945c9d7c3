"""Whatever is asked for in whatever order, no registration comes into an unlawful state; with a rule less, one does."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import strategies as st

from midex.kernel.event import Event
from midex.kernel.procedure import Procedure, always
from midex.kernel.tier import Tier
from midex.procedures.registration import events as e
from midex.procedures.registration.case import Registration
from midex.procedures.registration.events import Accompanied
from midex.procedures.registration.procedure import REGISTRATION
from tests.procedures.registration.happened import (
    ABSENT,
    ADULT,
    ALONE,
    ALSO_ASSIGNED,
    APART,
    AS_CHILD,
    ASSIGNED,
    BACK,
    CAME_IN,
    CONTACT,
    COPY,
    CORRECTED,
    DOCUMENT,
    ERASED,
    FOUND_ALONE,
    INFORMED,
    LEFT,
    NAMED,
    NEEDS,
    NOT_KNOWN,
    OFFICER,
    PROTECTED,
    RELATED,
    REUNITED,
    SAME,
    SEPARATED,
    STANDARD,
    TAKEN_BACK,
    TRAFFICKED,
    WITH_FAMILY,
    taken,
)
from tests.procedures.walking import walks

POSSIBLE = (
    *(INFORMED, ADULT, ALONE, SEPARATED, NOT_KNOWN, WITH_FAMILY, OFFICER, CORRECTED, COPY, PROTECTED, AS_CHILD),
    *(NAMED, DOCUMENT, CAME_IN, CONTACT, RELATED, REUNITED, NEEDS, ABSENT, BACK, FOUND_ALONE),
    *(TRAFFICKED, STANDARD, ASSIGNED, ALSO_ASSIGNED, SAME, APART, TAKEN_BACK, LEFT, ERASED),
)
OF_REGISTERED = (
    *(e.Corrected, e.CopyHandedOver, e.NameAdded, e.DocumentSeen, e.EntryRecorded, e.ContactAgreed, e.Related),
    *(e.Reunited, e.AbsenceNoted, e.CameBack, e.FoundSame, e.ToldApart),
)
"""What is recorded of somebody only once they are registered."""

ALONE_IN_LAW = (Accompanied.ALONE, Accompanied.SEPARATED)
FIRST_AND_THEN = (
    *((e.Registered, then) for then in OF_REGISTERED),
    (e.Departed, e.ErasureOrdered),
)
AFTER_THE_END = {e.Corrected, e.FoundSame, e.ToldApart, e.ComparisonTakenBack, e.ErasureOrdered}
SEQUENCES = 2_500
MOVES = st.lists(st.sampled_from(POSSIBLE), min_size=8, max_size=40)


def lawful(history: list[Event], case: Registration) -> None:
    """What must hold of every case, said of its history alone; no rule is asked."""
    kinds = [type(event) for event in history]
    assert kinds.count(e.Informed) <= 1
    assert kinds.count(e.Registered) <= 1
    copies = [place for place, kind in enumerate(kinds) if kind is e.CopyHandedOver]
    for one, other in pairwise(copies):
        assert e.Corrected in kinds[one:other], "a copy shows nothing new"
    assert kinds.count(e.Departed) <= 1
    assert kinds.count(e.ErasureOrdered) <= 1
    if kinds:
        assert kinds[0] is e.Informed, "the first thing is that the person is told"
    for first, then in FIRST_AND_THEN:
        if then in kinds:
            assert first in kinds[: kinds.index(then)], f"{then.__name__} came before {first.__name__}"
    if e.Departed in kinds:
        assert set(kinds[kinds.index(e.Departed) + 1 :]) <= AFTER_THE_END, "it had ended"
    if e.ComparisonTakenBack in kinds:
        assert {e.FoundSame, e.ToldApart} & set(kinds[: kinds.index(e.ComparisonTakenBack)]), "nothing was noted"
    if e.ErasureOrdered in kinds:
        assert kinds[-1] is e.ErasureOrdered, "nothing is added about an erased person"
        assert not case.is_open, "it was erased while open"
    here = [kind for kind in kinds if kind in (e.AbsenceNoted, e.CameBack)]
    assert here == [e.AbsenceNoted, e.CameBack] * (len(here) // 2) + [e.AbsenceNoted] * (len(here) % 2), "one at a time"
    told = [event.accompanied for event in history if isinstance(event, e.Registered | e.Corrected)]
    if [one for one in told if one][-1:] in ([one] for one in ALONE_IN_LAW):
        assert case.tier in (Tier.CHILD, Tier.TRAFFICKING), "a child alone is kept as a child"
    if e.KeptAsStandard not in kinds:
        said = [Tier(event.tier.value) for event in history if isinstance(event, e.KeptCloser)]
        assert list(Tier).index(case.tier) >= max([list(Tier).index(tier) for tier in said], default=0)


def reached(procedure: Procedure[Registration]) -> set[type[Event]]:
    """The kinds of events that happened in thousands of walks."""
    return walks(procedure, MOVES, lambda number, event, _: taken(number, event), lambda _: lawful, sequences=SEQUENCES)


def test_no_sequence_of_steps_leads_into_an_unlawful_state_and_every_step_is_reached() -> None:
    assert reached(REGISTRATION) == {step.records for step in REGISTRATION.steps}


@pytest.mark.parametrize("step_id", [step.id for step in REGISTRATION.steps])
def test_with_any_one_rule_gone_some_sequence_does(step_id: str) -> None:
    steps = tuple(replace(step, allowed=always) if step.id == step_id else step for step in REGISTRATION.steps)
    with pytest.raises(AssertionError):
        reached(replace(REGISTRATION, steps=steps))
