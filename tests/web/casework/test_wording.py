"""Every name that a page of a case node may show has a word: states, tiers, fields, codes, kinds, actions, steps."""

from __future__ import annotations

from enum import Enum
from typing import Any

import pytest

from midex.exchange.institution import LABELS as INSTITUTIONS
from midex.exchange.institution import InstitutionKind
from midex.formats.event_json import shape_of
from midex.kernel.event import Event
from midex.kernel.field import Storage
from midex.kernel.journal import EntryKind
from midex.kernel.procedure import Step
from midex.kernel.purpose import LABELS as PURPOSES
from midex.kernel.purpose import Purpose
from midex.kernel.role import LABELS as ROLES
from midex.kernel.role import Role
from midex.kernel.text import Message
from midex.kernel.tier import Tier
from midex.policy.actions import MAY, NOT_YOURS, Action
from midex.procedures.catalogue import PROCEDURES
from midex.procedures.protection.case import State as ScreeningState
from midex.procedures.registration.case import State
from midex.statistics.registry.catalogue import registry
from midex.web.casework import wording

STEPS: list[Step[Any]] = [step for procedure in PROCEDURES.values() for step in procedure.steps]
EVENTS: list[type[Event]] = sorted({step.records for step in STEPS}, key=lambda kind: kind.__name__)


@pytest.mark.parametrize(
    ("known", "named"),
    [
        ({state.value for state in (*State, *ScreeningState)}, wording.STATES),
        (set(Tier), wording.TIERS),
        (set(Tier), wording.TIER_MEANING),
        (set(EntryKind), wording.KINDS),
        (set(Action), wording.ACTIONS),
        (set(MAY), wording.ACTIONS.keys() & set(MAY)),
        (set(Role), ROLES),
        (set(Purpose), PURPOSES),
        (set(InstitutionKind), INSTITUTIONS),
        (set(EVENTS), wording.HAPPENED),
    ],
    ids=["state", "tier", "meaning", "kind", "action", "may", "role", "purpose", "institution", "event"],
)
def test_a_list_of_words_is_whole_and_names_nothing_else(known: set[Any], named: Any) -> None:
    assert set(named) == known


@pytest.mark.parametrize("kind", EVENTS, ids=lambda kind: kind.__name__)
def test_every_field_of_an_event_and_every_code_it_can_have_has_a_word(kind: type[Event]) -> None:
    for shape in shape_of(kind):
        assert shape.name in wording.FIELDS
        if isinstance(shape.each, type) and issubclass(shape.each, Enum):
            for one in shape.each:
                assert one in wording.CODES, one
        elif shape.entry.storage is Storage.COUNTED:
            assert shape.entry.codelist in registry().codelists


def test_no_word_is_kept_for_what_is_not_there_any_more() -> None:
    fields = {shape.name for kind in EVENTS for shape in shape_of(kind)}
    codes = {
        one
        for kind in EVENTS
        for shape in shape_of(kind)
        if isinstance(shape.each, type) and issubclass(shape.each, Enum)
        for one in shape.each
    }
    assert set(wording.FIELDS) == fields
    assert wording.HINTS.keys() <= fields
    assert set(wording.CODES) <= codes


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.id)
def test_every_step_has_a_word_that_begins_with_a_capital(step: Step[Any]) -> None:
    procedure = next(one.id for one in PROCEDURES.values() if step in one.steps)
    assert wording.step(procedure, step.id)[0].isupper()
    assert wording.step(procedure, step.id) != step.id


def test_what_is_not_known_is_shown_as_it_is() -> None:
    assert wording.state("elsewhere") == wording.field("elsewhere") == wording.role("elsewhere") == "elsewhere"
    assert wording.step("no-procedure", "no-step") == "no-step"


def test_a_refusal_names_roles_in_words() -> None:
    said = wording.reason(Message(NOT_YOURS, {"role": Role.DATA_PROTECTION_OFFICER.value}))
    assert said == "This is not for the role data protection officer."
    details = {"has": Role.ADMINISTRATOR.value, "needs": "guardian, trafficking-officer"}
    said = wording.reason(Message("{has}, not {needs}", details))
    assert said == "administrator of accounts, not guardian, anti-trafficking officer."
