"""The firewall: built from the list, nothing from protection to enforcement, nothing to where somebody is a citizen."""

from __future__ import annotations

import ast
from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest

import midex.exchange
from midex.exchange.firewall import (
    ENFORCES,
    FLOWS,
    NO_FLOW,
    NOT_LISTED,
    NOT_REFERRED,
    OF_ORIGIN,
    ORIGIN_UNKNOWN,
    Asked,
    hand_over,
    passes,
)
from midex.exchange.institution import Institution, InstitutionKind
from midex.exchange.purposes import SHARINGS
from midex.kernel.purpose import Purpose, Side, side_of
from midex.kernel.verdict import Withheld

NAME = "registration.Registered.given_names"
EVERYTHING = [*sorted({field for sharing in SHARINGS.values() for field in sharing.fields}), "somewhere.Else.canary"]


def institution(kind: InstitutionKind, participant: str = "RS") -> Institution:
    return Institution(participant=participant, kind=kind, name="An institution")


def asked(purpose: Purpose, to: Institution, citizenship: str = "AF") -> Asked:
    return Asked(purpose=purpose, to=to, citizenship=citizenship, here="RS", referred=True)


def because(withheld: Withheld) -> str:
    return withheld.because.id


def test_going_on_from_side_to_side_never_leads_from_protection_to_enforcement() -> None:
    reached = {Side.PROTECTION}
    while more := {to for start, to in FLOWS if start in reached} - reached:
        reached |= more
    assert Side.ENFORCEMENT not in reached


def test_nothing_recorded_to_protect_goes_anywhere_for_an_enforcement_purpose() -> None:
    for origin, purpose, kind in product(Purpose, Purpose, InstitutionKind):
        if side_of(origin) is not Side.ENFORCEMENT and side_of(purpose) is Side.ENFORCEMENT:
            decided = hand_over(dict.fromkeys(EVERYTHING, origin), asked(purpose, institution(kind)))
            assert decided.released == ()
            assert set(decided.withheld) == set(EVERYTHING)


def test_nothing_recorded_to_protect_goes_to_an_institution_that_enforces_whatever_it_says_it_is_for() -> None:
    for origin, purpose in product(Purpose, Purpose):
        if side_of(origin) is not Side.ENFORCEMENT:
            for kind in (InstitutionKind.BORDER_POLICE, InstitutionKind.READMISSION_OFFICE):
                assert not hand_over({NAME: origin}, asked(purpose, institution(kind))).released


@pytest.mark.parametrize("purpose", Purpose)
@pytest.mark.parametrize("kind", InstitutionKind)
def test_what_is_released_is_in_the_list_and_the_rest_is_withheld_with_a_reason(
    purpose: Purpose, kind: InstitutionKind
) -> None:
    decided = hand_over(dict.fromkeys(EVERYTHING, Purpose.REGISTRATION), asked(purpose, institution(kind)))
    assert set(decided.released) <= set(SHARINGS[purpose].fields)
    assert set(decided.released) | set(decided.withheld) == set(EVERYTHING)
    assert not set(decided.released) & set(decided.withheld)
    if kind in SHARINGS[purpose].to and side_of(purpose) is Side.PROTECTION:
        assert decided.released == SHARINGS[purpose].fields


def test_nothing_goes_to_where_the_person_is_a_citizen_whatever_the_purpose() -> None:
    for purpose, kind in product(Purpose, InstitutionKind):
        decided = hand_over({NAME: Purpose.REGISTRATION}, asked(purpose, institution(kind, "AL"), citizenship="AL"))
        assert because(decided.withheld[NAME]) == OF_ORIGIN


@pytest.mark.parametrize("citizenship", ["", "UNK"])
def test_while_the_citizenship_is_unknown_nothing_leaves_the_participant(citizenship: str) -> None:
    abroad, here = (institution(InstitutionKind.ASYLUM_OFFICE, where) for where in ("ME", "RS"))
    recorded = {NAME: Purpose.REGISTRATION}
    outside = hand_over(recorded, asked(Purpose.ASYLUM, abroad, citizenship))
    assert because(outside.withheld[NAME]) == ORIGIN_UNKNOWN
    assert hand_over(recorded, asked(Purpose.ASYLUM, here, citizenship)).released == (NAME,)


def test_what_needs_a_referral_goes_only_where_one_stands() -> None:
    centre = institution(InstitutionKind.TRAFFICKING_VICTIMS_CENTRE)
    recorded = dict.fromkeys(SHARINGS[Purpose.TRAFFICKING_PROTECTION].fields, Purpose.TRAFFICKING_PROTECTION)
    referred = asked(Purpose.TRAFFICKING_PROTECTION, centre)
    assert set(hand_over(recorded, referred).released) == set(recorded)
    decided = hand_over(recorded, replace(referred, referred=False))
    assert {because(one) for one in decided.withheld.values()} == {NOT_REFERRED}


def test_an_institution_that_enforces_is_refused_by_what_it_is() -> None:
    verdict = passes(Purpose.REGISTRATION, Purpose.PROTECTION, InstitutionKind.BORDER_POLICE)
    assert isinstance(verdict, Withheld)
    assert because(verdict) == ENFORCES


def test_a_field_that_stays_says_why() -> None:
    recorded = {NAME: Purpose.REGISTRATION, "registration.Registered.concerns_staff": Purpose.SUPERVISION}
    decided = hand_over(recorded, asked(Purpose.ASYLUM, institution(InstitutionKind.ASYLUM_OFFICE)))
    assert decided.released == (NAME,)
    assert because(decided.withheld["registration.Registered.concerns_staff"]) == NO_FLOW
    police = hand_over(recorded, asked(Purpose.DETENTION, institution(InstitutionKind.BORDER_POLICE)))
    assert because(police.withheld[NAME]) == NO_FLOW
    unlisted = hand_over({"a.B.c": Purpose.ASYLUM}, asked(Purpose.ASYLUM, institution(InstitutionKind.ASYLUM_OFFICE)))
    assert because(unlisted.withheld["a.B.c"]) == NOT_LISTED


def test_what_serialises_a_hand_over_imports_nothing_but_the_kernel_and_itself() -> None:
    folder = Path(midex.exchange.__file__).parent
    for file in folder.glob("*.py"):
        tree = ast.parse(file.read_text("utf-8"))
        named = {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
        named |= {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
        own = {name for name in named if name.startswith("midex")}
        assert {name.split(".")[1] for name in own} <= {"kernel", "exchange"}, file.name
