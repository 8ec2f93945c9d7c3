"""Handing over: from the purpose's list alone, accounted for first, opened only then; refusals are told apart by no one
who may not see the case.
"""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from midex.exchange.firewall import NO_FLOW, NOT_A_RECIPIENT, NOT_REFERRED, OF_ORIGIN
from midex.exchange.message import to_json
from midex.exchange.purposes import SHARINGS
from midex.formats.canonical_json import canonical_json
from midex.kernel.field import Closed
from midex.kernel.journal import EntryKind
from midex.kernel.purpose import Purpose
from midex.kernel.verdict import Refused
from midex.policy.caps import RECORDS, TOO_MANY
from midex.policy.scope import NOT_FOUND
from midex.services.casework.hand_over import AGE_DIFFERS, NO_PLACE, NO_PURPOSE, NO_RECIPIENT, HandedOver, hand_over
from midex.services.casework.ports import Place, Read, Receipt
from tests.casework import CaseNode
from tests.twins.vault import InMemoryVault
from tests.world import because

ASYLUM = ("asylum", "rs/asylum-office")


class RememberingVault(InMemoryVault):
    """Remembers which places were opened."""

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[Place] = []

    def open(self, person: str, place: Place, sealed: str, receipt: Receipt) -> str | Closed:
        self.opened.append(place)
        return super().open(person, place, sealed, receipt)


def handed(node: CaseNode, name: str, purpose: str, to: str, who: str = "caseworker") -> HandedOver:
    answer = hand_over(name, purpose, to, node.actor(who), node.ports)
    assert isinstance(answer, HandedOver), answer
    return answer


def refused(node: CaseNode, name: str, purpose: str, to: str, who: str = "caseworker") -> str:
    return because(hand_over(name, purpose, to, node.actor(who), node.ports))


def last(node: CaseNode) -> Read:
    return node.ports.reads.search(count=1)[0]


def test_the_asylum_office_gets_what_its_list_names_and_nothing_else(case_node: CaseNode) -> None:
    handed_over = handed(case_node, case_node.registered(), *ASYLUM)
    assert set(handed_over.message.fields) <= set(SHARINGS[Purpose.ASYLUM].fields)
    assert handed_over.message.fields["registration.Registered.given_names"] == "Golnaz"
    assert "registration.Registered.safe_contact" in handed_over.withheld


def test_the_message_says_from_whom_for_what_on_which_basis_until_when_and_which_entry(case_node: CaseNode) -> None:
    message = to_json(handed(case_node, case_node.registered(), *ASYLUM).message)
    entry = last(case_node).entry
    assert {name: message[name] for name in ("to", "purpose", "basis", "until", "entry")} == {
        "to": "rs/asylum-office",
        "purpose": "asylum",
        "basis": "Directive 2013/32/EU, art. 10(3)",
        "until": "2036-02-28",
        "entry": entry,
    }
    assert json.loads(canonical_json(message)) == message


def test_it_is_accounted_for_as_a_read_with_its_purpose_and_recipient(case_node: CaseNode) -> None:
    handed(case_node, case_node.registered(), *ASYLUM)
    read = last(case_node)
    assert (read.kind, read.action, read.purpose) == (EntryKind.READ, "hand-over", Purpose.ASYLUM)
    assert json.loads(read.body)["to"] == "rs/asylum-office"


def test_what_was_corrected_is_handed_over_as_corrected(case_node: CaseNode) -> None:
    name = case_node.registered()
    case_node.take("correct", {"given_names": "Golnar", "reason": "A document was shown."}, "caseworker", name)
    fields = handed(case_node, name, *ASYLUM).message.fields
    assert fields["registration.Registered.given_names"] == "Golnar"
    assert fields["registration.Registered.birth"] == "1991-04~"
    assert not [field for field in fields if "Corrected" in field]


def test_only_fields_that_go_are_opened(case_node: CaseNode) -> None:
    vault = RememberingVault()
    node = replace(case_node, ports=replace(case_node.ports, vault=vault))
    handed(node, node.registered(), *ASYLUM)
    assert sorted(place.field for place in vault.opened) == ["birth", "family_names", "given_names"]


def test_where_the_form_has_no_place_for_anything_a_refusal_is_journaled_and_no_disclosure(
    case_node: CaseNode,
) -> None:
    answer = hand_over(
        case_node.registered(), *ASYLUM, case_node.actor("caseworker"), case_node.ports, carries=lambda _: False
    )
    assert because(answer) == NO_PLACE
    assert [read.action for read in case_node.ports.reads.search(count=9) if read.kind is EntryKind.READ] == []
    assert last(case_node).kind is EntryKind.REFUSAL


@pytest.mark.parametrize("purpose", ["readmission", "border-control", "law-enforcement", "detention"])
def test_nothing_is_handed_over_to_enforce(case_node: CaseNode, purpose: str) -> None:
    name = case_node.registered()
    to = "rs/readmission-office" if purpose == "readmission" else "rs/border-police"
    answer = hand_over(name, purpose, to, case_node.actor("supervisor"), case_node.ports)
    assert isinstance(answer, Refused)
    assert last(case_node).kind is EntryKind.REFUSAL


def test_a_refusal_by_the_firewall_says_so(case_node: CaseNode) -> None:
    name = case_node.registered()
    assert refused(case_node, name, "detention", "rs/border-police") == NO_FLOW
    assert refused(case_node, name, "detention", "rs/asylum-office") == NOT_A_RECIPIENT
    assert refused(case_node, name, "trafficking-protection", "rs/trafficking-victims-centre") == NOT_REFERRED


def test_nothing_goes_to_where_the_person_is_a_citizen(case_node: CaseNode) -> None:
    name = case_node.registered(citizenship="AL")
    assert refused(case_node, name, "asylum", "al/asylum-office") == OF_ORIGIN
    assert handed(case_node, name, *ASYLUM).message.recipient == "rs/asylum-office"


def test_a_supervisor_hands_over_no_field_that_a_supervisor_may_not_read(case_node: CaseNode) -> None:
    name = case_node.registered()
    to = ("protection", "rs/reception-authority")
    assert "registration.Registered.safe_contact" in handed(case_node, name, *to).message.fields
    assert "registration.Registered.safe_contact" in handed(case_node, name, *to, "supervisor").withheld


@pytest.mark.parametrize("who", ["officer", "protector", "keeper", "caseworker-south"])
def test_whoever_may_not_reads_the_same_as_where_there_is_no_case(case_node: CaseNode, who: str) -> None:
    name = case_node.registered()
    assert refused(case_node, name, *ASYLUM, who) == refused(case_node, "2026-9999999", *ASYLUM, who) == NOT_FOUND


def test_an_unknown_purpose_or_institution_is_refused_and_accounted_for(case_node: CaseNode) -> None:
    name = case_node.registered()
    assert refused(case_node, name, "curiosity", "rs/asylum-office") == NO_PURPOSE
    assert refused(case_node, name, "asylum", "rs/embassy") == NO_RECIPIENT
    assert last(case_node).kind is EntryKind.REFUSAL


def test_an_open_case_in_which_nobody_is_registered_has_little_to_hand_over(case_node: CaseNode) -> None:
    fields = handed(case_node, case_node.opened(), *ASYLUM).message.fields
    assert dict(fields) == {"registration.Informed.language": "fa"}


def test_handing_over_is_capped_like_opening(case_node: CaseNode) -> None:
    names = [case_node.registered() for _ in range(RECORDS + 1)]
    for name in names[:-1]:
        handed(case_node, name, *ASYLUM)
    assert refused(case_node, names[-1], *ASYLUM) == TOO_MANY
    handed(case_node, names[0], *ASYLUM)  # one that was seen in this hour costs nothing
    case_node.clock.move(hours=2)
    handed(case_node, names[-1], *ASYLUM)


def test_an_age_that_a_screening_does_not_share_stays_here(case_node: CaseNode) -> None:
    name = case_node.registered()
    case_node.take("assign", {"account": "caseworker"}, "supervisor", name)
    screening = case_node.screening(of=name)
    before = handed(case_node, name, *ASYLUM)
    assert {"registration.Registered.birth", "registration.Registered.accompanied"} <= before.message.fields.keys()
    doubt = {"doubted_by": "officer", "reason": "looks younger to a colleague"}
    case_node.take("dispute-age", doubt, "caseworker", screening)
    after = handed(case_node, name, *ASYLUM)
    stays = {field for field, why in after.withheld.items() if why.because.id == AGE_DIFFERS}
    assert stays == {"registration.Registered.birth", "registration.Registered.accompanied"}
    assert not stays & after.message.fields.keys()


def test_after_an_erasure_nothing_of_the_person_is_handed_over(case_node: CaseNode) -> None:
    name = case_node.registered()
    row = case_node.ports.cases.judged(name)
    assert row is not None
    case_node.ports.vault.erase(row.person)
    fields = handed(case_node, name, *ASYLUM).message.fields
    assert {field.rpartition(".")[2] for field in fields} == {"sex", "citizenship", "accompanied", "language"}
