"""Institutions of the six participants."""

from __future__ import annotations

from midex.exchange.institution import InstitutionKind
from midex.participants.institutions import FOLDERS, all_institutions, find, named
from midex.statistics.registry.catalogue import PARTICIPANTS


def test_every_participant_has_one_institution_of_each_kind() -> None:
    wanted = {(participant, kind) for participant in PARTICIPANTS for kind in InstitutionKind}
    assert {(found.participant, found.kind) for found in all_institutions()} == wanted
    assert len(all_institutions()) == len(wanted)
    assert tuple(folder.upper() for folder in FOLDERS) == PARTICIPANTS


def test_an_institution_is_found_by_participant_and_kind() -> None:
    found = find("RS", "asylum-office")
    assert found is not None
    assert found == named("rs/asylum-office")
    assert found.id == "rs/asylum-office"


def test_there_is_no_institution_of_an_unknown_kind_or_participant() -> None:
    assert find("RS", "embassy") is None
    assert find("SY", "asylum-office") is None


def test_a_name_that_nobody_confirmed_says_so() -> None:
    assert all(found.to_verify for found in all_institutions())
