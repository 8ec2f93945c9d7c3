"""The closed list of purposes: each has a side, a label and an entry, and no entry names what the firewall stops."""

from __future__ import annotations

import pytest

from midex.exchange.firewall import ENFORCING, passes
from midex.exchange.institution import LABELS as KIND_LABELS
from midex.exchange.institution import InstitutionKind
from midex.exchange.purposes import CORRECTS, SHARINGS
from midex.formats.event_json import shape_of
from midex.kernel.field import Handling
from midex.kernel.purpose import LABELS, SIDES, Purpose, Side, side_of
from midex.kernel.verdict import Released
from midex.procedures.catalogue import PROCEDURES


def registered() -> dict[str, Handling]:
    """Every field of every event, by its exact name."""
    return {
        f"{procedure.id}.{step.records.__name__}.{shape.name}": shape.entry.handling
        for procedure in PROCEDURES.values()
        for step in procedure.steps
        for shape in shape_of(step.records)
    }


def test_every_purpose_has_a_side_a_label_and_an_entry() -> None:
    assert set(SIDES) == set(LABELS) == set(SHARINGS) == set(Purpose)
    assert set(KIND_LABELS) == set(InstitutionKind)


@pytest.mark.parametrize("purpose", Purpose)
def test_an_entry_names_fields_that_exist_each_once(purpose: Purpose) -> None:
    fields = SHARINGS[purpose].fields
    assert set(fields) <= set(registered())
    assert len(set(fields)) == len(fields)


@pytest.mark.parametrize("purpose", Purpose)
def test_every_field_of_an_entry_passes_the_firewall_to_every_recipient(purpose: Purpose) -> None:
    sharing = SHARINGS[purpose]
    for field in sharing.fields:
        for kind in sharing.to:
            assert passes(registered()[field].purpose, purpose, kind) == Released(), (field, kind)


@pytest.mark.parametrize("purpose", Purpose)
def test_whoever_gets_something_has_a_recipient_a_basis_and_an_end(purpose: Purpose) -> None:
    sharing = SHARINGS[purpose]
    assert sharing.basis.act
    assert bool(sharing.fields) <= bool(sharing.to)
    assert bool(sharing.fields) == (sharing.days > 0)


@pytest.mark.parametrize("purpose", [purpose for purpose in Purpose if side_of(purpose) is Side.ENFORCEMENT])
def test_an_enforcement_purpose_has_an_empty_list(purpose: Purpose) -> None:
    assert SHARINGS[purpose].fields == ()


def test_no_entry_of_protection_names_an_institution_that_enforces() -> None:
    for purpose, sharing in SHARINGS.items():
        assert side_of(purpose) is Side.ENFORCEMENT or not sharing.to & ENFORCING


def test_a_correction_is_handled_like_the_field_it_corrects() -> None:
    known = registered()
    assert {known[new] == known[old] for new, old in CORRECTS.items()} == {True}
