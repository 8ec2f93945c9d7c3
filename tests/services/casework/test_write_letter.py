"""Letters of a case: in the person's language, journaled before anything is opened, and protection never on paper."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from midex.exchange.purposes import CORRECTS, EMPTIES
from midex.formats.event_json import shape_of
from midex.formats.letters.letter import Kind
from midex.formats.letters.wording import wording
from midex.kernel.journal import EntryKind
from midex.kernel.purpose import Purpose
from midex.kernel.role import Role
from midex.kernel.verdict import Refused
from midex.policy.break_glass import ONLY_SHOWN
from midex.policy.caps import RECORDS, TOO_MANY
from midex.policy.scope import NOT_FOUND
from midex.procedures.registration.events import Corrected, Emptied, Registered
from midex.services.casework.break_glass import break_glass
from midex.services.casework.history import opened_for, taken_from
from midex.services.casework.ports import Receipt
from midex.services.casework.printed_fields import is_printed, printed_fields
from midex.services.casework.recorded_fields import recorded_fields
from midex.services.casework.write_letter import (
    NO_LANGUAGE,
    NOT_SAID,
    NOT_WHOLE,
    NOT_YET,
    WriteLetter,
    WrittenLetter,
    write_letter,
)
from tests.casework import INFORMED, REGISTERED, CaseNode
from tests.formats.letters.made import opened, text
from tests.services.casework.test_hand_over import RememberingVault
from tests.services.casework.test_of_person import row_of
from tests.world import because

PERSONAL = ("Golnaz", "Testović", "1991")
KINDS = (Kind.COPY, Kind.NOTICE, Kind.SLIP, Kind.CERTIFICATE)


def written(
    node: CaseNode, name: str, kind: Kind = Kind.COPY, who: str = "officer", language: str = "en"
) -> WrittenLetter:
    answer = write_letter(WriteLetter(case=name, kind=kind, language=language), node.actor(who), node.ports)
    assert isinstance(answer, WrittenLetter), answer
    return answer


def refused(node: CaseNode, name: str, kind: Kind = Kind.COPY, who: str = "officer", language: str = "en") -> str:
    return because(write_letter(WriteLetter(case=name, kind=kind, language=language), node.actor(who), node.ports))


def test_a_copy_says_what_was_recorded_as_it_was_corrected(case_node: CaseNode) -> None:
    name = case_node.registered()
    case_node.take("correct", {"family_names": "Novaković", "birth": "1992", "reason": "misspelt"}, name=name)
    said = text(written(case_node, name).pdf)
    assert all(one in said for one in ("Golnaz", "Novaković", "1992", "Afghanistan", "female", "an adult", "Persian"))
    assert [one for one in ("Testović", "1991", "misspelt") if one in said] == []


def test_everything_that_the_copy_shows_of_who_somebody_is_can_be_corrected_on_it(case_node: CaseNode) -> None:
    wrong = {"birth_place": "Testgrad", "languages": ["tr"], "also_citizen": ["IQ"]}
    name = case_node.registered(**wrong)
    assert all(one in text(written(case_node, name).pdf) for one in ("Testgrad", "Turkish", "Iraq"))
    case_node.take("hand-over-copy", {"language": "fa"}, name=name)
    right = {"birth_place": "Novograd", "languages": ["ps", "fr"], "also_citizen": ["PK"]}
    case_node.take("correct", {**right, "reason": "the copy says otherwise"}, name=name)
    said = text(written(case_node, name).pdf)
    assert all(one in said for one in ("Novograd", "Pashto", "French", "Pakistan"))
    assert [one for one in ("Testgrad", "Turkish", "Iraq") if one in said] == []
    assert case_node.take("hand-over-copy", {"language": "fa"}, name=name).number == 5


def test_what_does_not_hold_at_all_is_taken_off_the_copy_and_goes_nowhere(case_node: CaseNode) -> None:
    name = case_node.registered(birth_place="Testgrad", also_citizen=["IQ"])
    emptied = {"emptied": ["birth_place", "also_citizen", "family_names"], "reason": "misheard"}
    case_node.take("correct", emptied, name=name)
    said = text(written(case_node, name).pdf)
    assert [one for one in ("Testgrad", "Iraq", "Testović", "birth_place", "Remove") if one in said] == []
    assert "Golnaz" in said
    case_node.take("correct", {"emptied": ["family_names"], "family_names": "Novaković", "reason": "is"}, name=name)
    assert "Novaković" in text(written(case_node, name).pdf)
    fields = recorded_fields(case_node.ports.events.history(row_of(case_node, name).case))
    assert {"registration.Registered.birth_place", "registration.Registered.also_citizen", EMPTIES} & set(
        fields
    ) == set()
    assert "registration.Registered.family_names" in fields


def test_whatever_was_registered_and_may_be_left_out_can_be_taken_off_the_copy() -> None:
    optional = {shape.name for shape in shape_of(Registered) if shape.optional and is_printed(shape.entry)}
    assert {one.value for one in Emptied} == optional


def test_whatever_was_registered_and_is_printed_has_a_correction() -> None:
    printed = {shape.name for shape in shape_of(Registered) if is_printed(shape.entry)}
    shapes = {shape.name: shape for shape in shape_of(Corrected)}
    assert printed <= shapes.keys()
    for shape in shape_of(Registered):
        if shape.name in printed:
            own = shapes[shape.name]
            assert own.optional, own.name
            assert (own.entry.handling, own.entry.harm) == (shape.entry.handling, shape.entry.harm)
            assert own.entry.codelist == shape.entry.codelist
            assert CORRECTS[f"registration.Corrected.{own.name}"] == f"registration.Registered.{own.name}"


def test_a_name_that_was_left_out_first_stands_beside_the_others_once_it_is_said(case_node: CaseNode) -> None:
    name = case_node.registered(family_names="")
    case_node.take("correct", {"family_names": "Novaković", "reason": "left out"}, name=name)
    assert "Family names Novaković" in text(written(case_node, name, Kind.CERTIFICATE).pdf)


def test_what_was_said_for_protection_and_what_concerns_staff_is_never_on_paper(case_node: CaseNode) -> None:
    plain = case_node.registered(safe_contact="", concerns_staff="")
    name = case_node.registered(safe_contact="only by the legal aid office", concerns_staff="deputy")
    case_node.take("keep-closer", {"tier": "trafficking", "reason": "threatened"}, name=name)
    closer = text(written(case_node, name, who="trafficking").pdf)
    assert [one for one in ("legal aid", "deputy", "threatened", "trafficking") if one in closer] == []
    assert closer.replace(name, "*") == text(written(case_node, plain).pdf).replace(plain, "*")


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (Kind.SLIP, set()),
        (Kind.NOTICE, set()),
        (Kind.COPY, {"given_names", "family_names", "birth"}),
    ],
)
def test_no_field_is_opened_that_is_not_printed(kind: Kind, expected: set[str], case_node: CaseNode) -> None:
    vault = RememberingVault()
    node = replace(case_node, ports=replace(case_node.ports, vault=vault))
    written(node, node.registered(), kind)
    assert {place.field for place in vault.opened} == expected


@pytest.mark.parametrize("kind", KINDS)
def test_neither_the_name_of_the_file_nor_the_metadata_name_the_person(kind: Kind, case_node: CaseNode) -> None:
    name = case_node.registered()
    answer = written(case_node, name, kind)
    assert answer.file == f"{name}-{kind.value}.pdf"
    assert [one for one in PERSONAL if one in str(opened(answer.pdf).metadata) + repr(answer)] == []


@pytest.mark.parametrize(("told", "language"), [("fa", "fa"), ("sr", "sr-Cyrl"), ("cnr", "cnr"), ("ur", "ur")])
def test_the_language_is_the_one_in_which_the_person_was_informed(
    told: str, language: str, case_node: CaseNode
) -> None:
    name = case_node.take("open", {**INFORMED, "language": told}).name
    answer = written(case_node, name, Kind.NOTICE, language="")
    assert answer.language == language
    assert opened(answer.pdf).metadata.title == wording(language).titles["information-notice"]  # type: ignore[union-attr]
    assert written(case_node, name, Kind.NOTICE, language="sq").language == "sq"


@pytest.mark.parametrize(("told", "language"), [("ti", ""), ("other", ""), ("fa", "de"), ("fa", "../en")])
def test_a_language_without_letters_is_refused_and_none_stands_in(
    told: str, language: str, case_node: CaseNode
) -> None:
    name = case_node.take("open", {**INFORMED, "language": told}).name
    assert refused(case_node, name, Kind.NOTICE, language=language) == NO_LANGUAGE


def test_that_a_letter_is_written_is_kept_before_anything_is_opened(case_node: CaseNode) -> None:
    name = case_node.registered()
    size = case_node.ports.journal.size()
    written(case_node, name)
    read = case_node.ports.reads.search(count=1)[0]
    assert (read.entry, read.kind, read.action) == (size, EntryKind.READ, "write-letter")
    assert (read.purpose, read.identity) == (Purpose.OWN_RIGHTS, "officer")
    assert b'"about":"registration-copy"' in read.body
    assert case_node.ports.journal.size() == size + 1


def test_another_offices_officer_is_refused_as_if_there_were_no_such_case(case_node: CaseNode) -> None:
    name = case_node.registered()
    assert refused(case_node, name, who="officer-south") == refused(case_node, "2026-9999999") == NOT_FOUND
    assert refused(case_node, name, who="keeper") == NOT_FOUND
    assert case_node.ports.reads.search(count=1)[0].kind is EntryKind.REFUSAL


def test_what_is_seen_by_break_glass_is_not_printed(case_node: CaseNode) -> None:
    name = case_node.registered()
    break_glass(name, "the person is in danger at this very moment", case_node.actor("officer-south"), case_node.ports)
    assert refused(case_node, name, who="officer-south") == ONLY_SHOWN


def test_letters_count_among_what_an_account_was_shown(case_node: CaseNode) -> None:
    names = [case_node.registered() for _ in range(RECORDS + 1)]
    for name in names[:RECORDS]:
        written(case_node, name, Kind.SLIP)
    assert refused(case_node, names[-1], Kind.SLIP) == TOO_MANY


@pytest.mark.parametrize("kind", [Kind.COPY, Kind.CERTIFICATE])
def test_nothing_is_printed_of_nobody_nor_of_whom_was_erased(kind: Kind, case_node: CaseNode) -> None:
    name = case_node.opened()
    assert refused(case_node, name, kind) == NOT_YET
    case_node.take("register", REGISTERED, name=name)
    row = case_node.ports.cases.judged(name)
    assert row is not None
    case_node.ports.vault.erase(row.person)
    assert refused(case_node, name, kind) == NOT_WHOLE


def test_a_role_that_reads_less_gets_no_copy_with_gaps(case_node: CaseNode) -> None:
    row = case_node.ports.cases.judged(case_node.registered())
    assert row is not None
    receipt = Receipt(entry=0, people=frozenset({row.person}))
    history = case_node.ports.events.history(row.case)
    taken = [taken_from(one, opened_for(Role.CASEWORKER, receipt, case_node.ports.vault)) for one in history]
    assert printed_fields("registration", taken, Role.CASEWORKER)
    assert printed_fields("registration", taken, Role.ADMINISTRATOR) is None


@pytest.mark.parametrize("kind", [Kind.APPOINTMENT, Kind.REMINDER])
def test_an_appointment_says_when_and_where_and_not_why(kind: Kind, case_node: CaseNode) -> None:
    name = case_node.registered()
    assert refused(case_node, name, kind) == NOT_SAID
    wanted = WriteLetter(case=name, kind=kind, language="en", at=datetime(2026, 3, 9, 10, 30))  # noqa: DTZ001 - on the wall
    answer = write_letter(wanted, case_node.actor("officer"), case_node.ports)
    assert isinstance(answer, WrittenLetter)
    said = text(answer.pdf)
    assert all(one in said for one in ("09.03.2026", "10:30", "North", "Made-up Street 1", name))
    assert [one for one in PERSONAL if one in said] == []


@pytest.mark.parametrize(("kind", "is_named"), [(Kind.SLIP, False), (Kind.NOTICE, True)])
def test_a_slip_does_not_name_a_centre_for_victims(kind: Kind, is_named: bool, case_node: CaseNode) -> None:
    ports = replace(case_node.ports, institution="trafficking-victims-centre")
    wanted = WriteLetter(case=case_node.opened(), kind=kind, language="en")
    answer = write_letter(wanted, case_node.actor("officer"), ports)
    assert not isinstance(answer, Refused)
    pdf = opened(answer.pdf)
    assert ("rafficking" in text(answer.pdf) + str(pdf.metadata)) is is_named
    assert "Made-up Street" not in text(answer.pdf)


@pytest.mark.parametrize(
    ("participant", "citizenship", "is_noted"), [("XK", "AF", True), ("RS", "XK", True), ("RS", "AF", False)]
)
def test_kosovo_carries_its_footnote(participant: str, citizenship: str, is_noted: bool, case_node: CaseNode) -> None:
    name = case_node.registered(citizenship=citizenship)
    wanted = WriteLetter(case=name, kind=Kind.COPY, language="en")
    answer = write_letter(wanted, case_node.actor("officer"), replace(case_node.ports, participant=participant))
    assert isinstance(answer, WrittenLetter)
    assert ("UNSCR 1244/1999" in text(answer.pdf)) is is_noted
