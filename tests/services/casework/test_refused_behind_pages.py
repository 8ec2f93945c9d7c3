"""What is refused where no page stands before a service: caps, break-glass, an attempt used for something else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest

from midex.formats.bridges.mapping import Format
from midex.formats.canonical_json import canonical_json
from midex.formats.event_json import Wrong
from midex.kernel.journal import EntryKind
from midex.kernel.purpose import Purpose
from midex.kernel.text import Message
from midex.kernel.verdict import Refused
from midex.policy.actions import Action
from midex.policy.break_glass import ONLY_SHOWN
from midex.policy.caps import FOUND, RECORDS, TOO_MANY, TOO_MANY_FOUND
from midex.policy.scope import NOT_FOUND
from midex.services.casework import import_people as importing
from midex.services.casework import register_group as grouping
from midex.services.casework.account_for import account_for, scope_of
from midex.services.casework.alarms import see_alarms
from midex.services.casework.break_glass import break_glass
from midex.services.casework.bridge_lookups import lookups_of
from midex.services.casework.hand_over import hand_over
from midex.services.casework.import_people import import_people
from midex.services.casework.import_records import ImportRecords, import_records
from midex.services.casework.imported_steps import Told
from midex.services.casework.possible_duplicates import compare_cases, duplicates_of_case
from midex.services.casework.read_case import read_case
from midex.services.casework.register_group import GroupRegistered
from midex.services.casework.register_person import MaybeKnown, register_person
from midex.services.casework.search_reads import search_reads
from midex.services.casework.take_many import NotTaken
from midex.services.casework.take_step import ANOTHER, TakeStep
from tests.casework import ACTORS, REGISTERED, CaseNode
from tests.services.casework.test_import_people import GOLNAZ, written
from tests.services.casework.test_register_group import FAMILY, registered
from tests.world import because

KARIMI = {"given_names": "Golnaz", "family_names": "Karimi", "birth": "1991-04-30"}
IN_PERSIAN = {"given_names": "گلناز", "family_names": "کریمی", "birth": "1991"}


def shown(node: CaseNode, action: Action, count: int, who: str = "officer") -> None:
    """So many other cases were shown to an account in this hour."""
    row = next(iter(node.ports.cases.all()))
    many = tuple(replace(row, case=f"{number:032}") for number in range(count))
    scope = scope_of(ACTORS[who], node.clock())
    with node.ports.unit_of_work():
        account_for(EntryKind.READ, action, Purpose.REGISTRATION, scope, many, node.ports)


def registers(node: CaseNode, name: str, who: str = "officer") -> Any:
    fields = {**REGISTERED, **KARIMI}
    wanted = TakeStep(procedure="registration", step="register", fields=fields, key=uuid4().hex, name=name)
    return register_person(wanted, (), ACTORS[who], node.ports)


def test_past_the_cap_of_a_search_nobody_is_registered_in_its_place(case_node: CaseNode) -> None:
    case_node.registered(**IN_PERSIAN)
    name = case_node.opened()
    shown(case_node, Action.FIND_PEOPLE, FOUND)
    assert because(registers(case_node, name)) == TOO_MANY_FOUND
    assert because(registered(case_node, [{**FAMILY[0], **KARIMI}])) == TOO_MANY_FOUND
    assert len(list(case_node.ports.cases.all())) == 2


def test_past_the_cap_of_a_search_no_record_of_another_system_is_kept(case_node: CaseNode) -> None:
    case_node.registered(**IN_PERSIAN)
    shown(case_node, Action.FIND_PEOPLE, FOUND)
    record = {"name_first": "Golnaz", "name_last": "Karimi", "sex": "female", "date_of_birth": "1991-04-30"}
    content = canonical_json({"data": [{**record, "case_id": "1", "nationality": ["afghanistan"]}]})
    wanted = ImportRecords(format=Format.PRIMERO, content=content, told=Told(language="fa", on="2026-03-02"))
    assert because(import_records(wanted, ACTORS["officer"], case_node.ports)) == TOO_MANY_FOUND
    assert len(list(case_node.ports.cases.all())) == 1


def test_past_the_cap_of_a_search_no_row_of_a_file_is_kept(case_node: CaseNode) -> None:
    case_node.registered(**GOLNAZ)
    shown(case_node, Action.FIND_PEOPLE, FOUND)
    other = {**GOLNAZ, "given_names": "Teuta", "family_names": "Berisha", "birth": "1960"}
    answer = import_people(written(GOLNAZ, other), ACTORS["officer"], case_node.ports, keep=True, rest=True)
    assert because(answer) == TOO_MANY_FOUND
    assert len(list(case_node.ports.cases.all())) == 1


@pytest.mark.parametrize("before", [FOUND, FOUND - 1])
def test_past_the_cap_of_a_search_nobody_is_proposed_as_the_same(case_node: CaseNode, before: int) -> None:
    name = case_node.registered(**KARIMI)
    case_node.registered(**IN_PERSIAN)
    shown(case_node, Action.FIND_PEOPLE, before)  # the case itself is looked into, then those like it
    assert because(duplicates_of_case(name, ACTORS["officer"], case_node.ports)) == TOO_MANY_FOUND


def test_past_the_cap_of_an_hour_no_two_cases_stand_side_by_side(case_node: CaseNode) -> None:
    one, other = case_node.registered(**KARIMI), case_node.registered(**IN_PERSIAN)
    shown(case_node, Action.OPEN_CASE, RECORDS - 1)
    assert because(compare_cases(one, other, ACTORS["officer"], case_node.ports)) == TOO_MANY


def test_whoever_sees_a_case_by_break_glass_is_told_of_nobody_who_may_be_known(case_node: CaseNode) -> None:
    case_node.registered("officer-south", **IN_PERSIAN)
    name = case_node.opened()
    break_glass(name, "the person is in danger at this very moment", ACTORS["officer-south"], case_node.ports)
    assert isinstance(registers(case_node, case_node.opened("officer-south"), "officer-south"), MaybeKnown)
    assert because(registers(case_node, name, "officer-south")) == ONLY_SHOWN


def test_whoever_sees_a_case_by_break_glass_hands_nothing_over(case_node: CaseNode) -> None:
    name = case_node.registered()
    asked = (name, "protection", "rs/asylum-office", ACTORS["caseworker-south"], case_node.ports)
    break_glass(name, "the person is in danger at this very moment", ACTORS["caseworker-south"], case_node.ports)
    assert because(hand_over(*asked)) == ONLY_SHOWN


def test_an_attempt_is_no_other_group(case_node: CaseNode) -> None:
    key = uuid4().hex
    assert isinstance(registered(case_node, FAMILY[:2], key), GroupRegistered)
    assert because(registered(case_node, [*FAMILY[:2], *FAMILY[2:]], key)) == ANOTHER
    assert because(registered(case_node, FAMILY[:1], key)) == ANOTHER
    assert len(list(case_node.ports.cases.all())) == 2


@pytest.mark.parametrize("module", [grouping, importing])
def test_what_the_law_refuses_of_many_is_refused_in_its_words(
    case_node: CaseNode, monkeypatch: pytest.MonkeyPatch, module: Any
) -> None:
    def refused(*_: Any) -> Iterator[NotTaken]:
        yield NotTaken(case=0, step="register", because=Refused(Message("the law says no")))

    monkeypatch.setattr(module, "take_many", refused)
    if module is grouping:
        answer = registered(case_node, FAMILY[:1])
    else:
        answer = import_people(written(GOLNAZ), ACTORS["officer"], case_node.ports, keep=True)
    assert because(answer) == "the law says no"


def test_a_case_is_put_into_the_caseload_of_an_account_there_is(case_node: CaseNode) -> None:
    name = case_node.registered()
    assert isinstance(case_node.ask("assign", {"account": "nobody"}, "supervisor", name), Wrong)
    case_node.take("assign", {"account": "caseworker"}, "supervisor", name)


def test_a_country_that_no_list_knows_has_no_code(case_node: CaseNode) -> None:
    lookups = lookups_of(case_node.ports)
    assert (lookups.country("Atlantis", "iso"), lookups.country("Afghanistan", "iso")) == ("", "AF")


@pytest.mark.parametrize("ask", [search_reads, see_alarms])
def test_a_supervisor_of_no_office_watches_over_none(case_node: CaseNode, ask: Any) -> None:
    name = case_node.opened()
    shown(case_node, Action.OPEN_CASE, RECORDS)
    read_case(name, ACTORS["officer"], case_node.ports)  # past the cap: an alarm
    nowhere = replace(ACTORS["supervisor"], office="")
    assert because(ask(nowhere, case_node.ports)) == NOT_FOUND
    assert ask(ACTORS["supervisor"], case_node.ports)
    assert ask(ACTORS["protector"], case_node.ports)
