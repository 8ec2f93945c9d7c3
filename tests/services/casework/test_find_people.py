"""People are found by a name in any script, by year and by case; only inside the scope, and in the journal first."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connections

from midex.kernel.journal import EntryKind
from midex.kernel.verdict import Refused
from midex.policy import caps
from midex.policy.actions import Action
from midex.services.casework import look_into
from midex.services.casework.find_people import FoundPeople, find_people
from midex.services.casework.take_many import take_many
from midex.services.casework.take_step import TakeStep
from tests.casework import INFORMED, REGISTERED, CaseNode, case_node_on
from tests.databases import ENGINES, NewDatabase


@pytest.fixture(params=ENGINES)
def node(request: pytest.FixtureRequest, new_database: NewDatabase, tmp_path: Path) -> Iterator[CaseNode]:
    made = case_node_on(new_database(request.param, "restricted"), tmp_path)
    yield made
    made.keys.close()


def found(node: CaseNode, text: str, who: str = "officer") -> list[str]:
    answer = find_people(text, node.actor(who), node.ports)
    assert isinstance(answer, FoundPeople), answer
    return [one.row.name for one in answer.found]


def said(node: CaseNode, text: str) -> list[list[str]]:
    answer = find_people(text, node.actor("officer"), node.ports)
    assert isinstance(answer, FoundPeople), answer
    return [[str(it) for it in one.agrees] for one in answer.found]


@pytest.mark.parametrize(
    ("kept", "typed"),
    [
        ("Golnaz Karimi", "karimi golnaz"),
        ("Golnaz Karimi", "گلناز کریمی"),
        ("محمد الحسيني", "Mohammed Husseini"),
        ("Ђорђе Ћирић", "Djordje Ćirić"),
        ("Xhevahire Hoxha", "Hoxha"),
        ("Golnaz Karimi", "goln"),
        ("Golnaz Karimi", "karimi 1991"),
        ("Golnaz Karimi", "۱۹۹۱ کریمی"),
    ],
)
def test_a_person_is_found_in_any_script_and_order(node: CaseNode, kept: str, typed: str) -> None:
    name = node.registered(given_names=kept, family_names="")
    node.registered(given_names="Zuzana", family_names="Petlevska", birth="1960")
    assert found(node, typed) == [name]


def test_which_fields_agree_is_said_in_words_and_no_name_is_shown(node: CaseNode) -> None:
    node.registered(given_names="Golnaz", family_names="Karimi")
    assert said(node, "karimi golnaz 1991") == [["the same name", "the same year of birth"]]
    assert said(node, "golnaz kari") == [["a name that begins so", "a part of the name"]]


def test_a_case_is_found_by_its_number(node: CaseNode) -> None:
    name = node.opened()
    assert found(node, name.replace("-000000", "-")) == [name]
    assert found(node, "2026-9999") == []


def test_all_that_is_typed_must_fit(node: CaseNode) -> None:
    node.registered(given_names="Golnaz", family_names="Karimi")
    assert found(node, "golnaz rahimi") == []
    assert found(node, "golnaz 1985") == []
    assert found(node, "golnaz AB1234") == []


def test_a_corrected_name_is_found_beside_the_first(node: CaseNode) -> None:
    name = node.registered(given_names="Golnaz", family_names="Karimi")
    node.take("correct", {"family_names": "Rahimi", "reason": "married"}, name=name)
    assert found(node, "rahimi") == found(node, "karimi") == [name]


def test_people_taken_in_bulk_are_found(node: CaseNode) -> None:
    cases = [
        [
            TakeStep(procedure="registration", step="open", fields=INFORMED, key=f"bulk-open-{number}"),
            TakeStep(
                procedure="registration",
                step="register",
                fields={**REGISTERED, "given_names": given},
                key=f"bulk-register-{number}",
            ),
        ]
        for number, given in enumerate(("Golnaz", "Teuta"))
    ]
    assert list(take_many(cases, node.actor("officer"), node.ports)) == [4]
    assert found(node, "teuta") == ["2026-0000002"]


def test_nobody_outside_the_scope_is_found_and_nothing_tells_that_they_are_there(node: CaseNode) -> None:
    name = node.registered(given_names="Golnaz", family_names="Karimi")
    nobody = find_people("somebody else", node.actor("officer-south"), node.ports)
    for typed in ("golnaz karimi", name):
        assert find_people(typed, node.actor("officer-south"), node.ports) == nobody
    node.take("keep-closer", {"tier": "protected", "reason": "told in confidence"}, name=name)
    assert found(node, "golnaz karimi") == []
    assert found(node, "golnaz karimi", "supervisor") == [name]


def test_a_case_of_ones_caseload_in_another_office_is_found(node: CaseNode) -> None:
    name = node.registered(given_names="Golnaz", family_names="Karimi")
    node.take("assign", {"account": "caseworker-south"}, "supervisor", name)
    assert found(node, "golnaz", "caseworker-south") == [name]


def test_every_search_is_journaled_with_whom_it_looked_into(node: CaseNode) -> None:
    name = node.registered()
    before = node.ports.journal.size()
    found(node, "golnaz")
    found(node, "nobody at all")
    assert node.ports.journal.size() == before + 2
    nothing, one = node.ports.reads.search(kind=EntryKind.READ.value, count=2)
    assert one.action == nothing.action == Action.FIND_PEOPLE.value
    row = node.ports.cases.judged(name)
    assert row is not None
    assert (one.cases, nothing.cases) == ((row.case,), ())
    assert b"olnaz" not in one.body + nothing.body


def test_nothing_typed_and_a_role_that_may_not_are_refused(node: CaseNode) -> None:
    for typed, who in ((" - ", "officer"), ("", "officer"), ("golnaz", "protector"), ("golnaz", "keeper")):
        assert isinstance(find_people(typed, node.actor(who), node.ports), Refused)
        assert node.ports.reads.search(count=1)[0].kind is EntryKind.REFUSAL


def test_searches_look_into_so_many_people_an_hour(node: CaseNode, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(caps, "FOUND", 3)
    names = [node.registered(given_names=given) for given in ("Golnaz", "Teuta", "Amina", "Zuzana")]
    assert [found(node, typed) for typed in ("golnaz", "teuta", "amina")] == [[one] for one in names[:3]]
    assert found(node, "amina") == [names[2]]
    assert isinstance(find_people("zuzana", node.actor("officer"), node.ports), Refused)
    assert node.ports.reads.search(kind=EntryKind.INCIDENT.value)[0].identity == "officer"
    node.clock.move(hours=2)
    assert found(node, "zuzana") == [names[3]]


def test_of_many_who_fit_only_some_are_looked_into(node: CaseNode, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(look_into, "LOOKED_INTO", 2)
    for _ in range(4):
        node.registered()
    answer = find_people("golnaz", node.actor("officer"), node.ports)
    assert isinstance(answer, FoundPeople)
    assert len(answer.found) == 2
    assert answer.more


def test_whoever_is_erased_is_found_no_more(node: CaseNode) -> None:
    name = node.registered()
    node.take("record-departure", {"why": "left", "on": "2026-03-02"}, name=name)
    row = node.ports.cases.judged(name)
    assert row is not None
    from midex.policy.scope import Scope
    from midex.services.casework.erase_person import erase_person

    supervisor = node.actor("supervisor")
    scope = Scope(identity=supervisor.identity, role=supervisor.role, office=supervisor.office, at=node.clock())
    erase_person(row, scope, node.ports)
    assert list(node.ports.tokens.all()) == []
    assert found(node, "golnaz") == []


def test_nothing_of_a_name_or_its_folding_is_in_the_database(node: CaseNode) -> None:
    node.registered(given_names="Kanarijela", family_names="Žutoptićević")
    found(node, "kanarijela zutopticevic")
    kept = b""
    with connections[node.alias].cursor() as cursor:
        for table in connections[node.alias].introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - the database's own names
            kept += repr(cursor.fetchall()).encode().lower()
    for canary in (b"kanarijela", b"kana", b"gnrl", "žuto".encode(), b"zuto", b"sdbdgfs", b"sdbds"):
        assert canary not in kept
