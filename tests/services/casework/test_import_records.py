"""Records of other systems are looked at first, kept once, and stop where a human must look; nobody's left-out field is
ever in the database.
"""

from __future__ import annotations

import json
from contextlib import closing
from typing import Any

import pytest
from django.db import connections
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from midex.formats.bridges.mapping import Format, Way, mapping
from midex.kernel.journal import EntryKind
from midex.kernel.tier import Tier
from midex.kernel.verdict import Refused
from midex.procedures.registration.events import DocumentSeen, Informed, NameAdded, NeedsNoted, Registered, Related
from midex.services.casework import import_records as importing
from midex.services.casework.check_home import check_home
from midex.services.casework.find_people import FoundPeople, find_people
from midex.services.casework.import_records import (
    NO_IDENTIFIER,
    NOT_IN_FILE,
    Imported,
    ImportRecords,
    Line,
    Outcome,
    import_records,
    look_over,
)
from midex.services.casework.imported_steps import CHILD_BY_BIRTH, SAID_ADULT, SAY_TOLD, UNSAID, Told
from midex.services.casework.possible_duplicates import duplicates_of_events
from midex.services.casework.read_case import OpenedCase, read_case
from midex.services.casework.register_person import OTHERS_REGISTER
from midex.stores.engine_check import EngineCheck
from tests.casework import ACTORS, CaseNode, journal_ports
from tests.formats.bridges.made_up import (
    INTERVENTION,
    PRIMERO,
    REFERRAL,
    SECRETS,
    SUBMISSION,
    file_of,
    results_of,
)

TOLD = Told(language="fa", interpreter=True, on="2026-03-02")
ADULT = {
    "case_id": "0b7c0c52-9d5c-4c55-8a39-5d0c1f6f0b01",
    "name_first": "Farhad",
    "name_last": "Samplepur",
    "sex": "male",
    "date_of_birth": "1980-03-04",
    "nationality": ["afghanistan"],
}
OTHER = ADULT | {
    "case_id": "0b7c0c52-9d5c-4c55-8a39-5d0c1f6f0b02",
    "name_first": "Marjan",
    "name_last": "Otherova",
    "sex": "female",
    "date_of_birth": "1995-12-24",
}


def wanted(
    content: bytes, format_: Format = Format.PRIMERO, told: Told = TOLD, others: Any = None, adults: Any = ()
) -> ImportRecords:
    said = {"others": others or {}, "adults": frozenset(adults)}
    return ImportRecords(format=format_, content=content, told=told, **said)


def done(node: CaseNode, content: bytes, format_: Format = Format.PRIMERO, who: str = "officer", **said: Any) -> Any:
    """What comes of it."""
    answer = import_records(wanted(content, format_, **said), ACTORS[who], node.ports)
    assert isinstance(answer, Imported), answer
    return [(line.outcome, line.name) for line in answer.lines]


def outcomes(node: CaseNode, content: bytes, **said: Any) -> list[Outcome]:
    return [outcome for outcome, _ in done(node, content, **said)]


def looked(node: CaseNode, content: bytes, **said: Any) -> tuple[Line, ...]:
    answer = look_over(wanted(content, **said), ACTORS["officer"], node.ports)
    assert isinstance(answer, Imported)
    return answer.lines


def opened(node: CaseNode, name: str, who: str = "officer") -> list[Any]:
    found = read_case(name, ACTORS[who], node.ports)
    assert isinstance(found, OpenedCase), found
    return [one.event for one in found.taken]


def cases(node: CaseNode) -> int:
    return len(list(node.ports.cases.all()))


def test_a_record_becomes_the_steps_of_a_registration(case_node: CaseNode) -> None:
    ((outcome, name),) = done(case_node, file_of({**ADULT, "protection_concerns": ["disabled"], "name_other": "F."}))
    assert outcome is Outcome.KEPT
    happened = opened(case_node, name, "guardian")
    assert [type(one) for one in happened] == [Informed, Registered, NameAdded, DocumentSeen, NeedsNoted]
    registered = happened[1]
    assert (registered.given_names, registered.family_names, str(registered.birth)) == (
        "Farhad",
        "Samplepur",
        "1980-03-04",
    )
    assert (registered.sex.value, registered.citizenship, registered.accompanied.value) == ("M", "AF", "unknown")
    assert (happened[3].kind.value, happened[3].number) == ("number-of-another-system", ADULT["case_id"])
    assert [one.value for one in happened[4].needs] == ["DS"]
    engine = EngineCheck(case_node.alias, case_node.keys.file)
    assert list(check_home(case_node.ports, journal_ports(case_node), engine)) == []


def test_whoever_was_taken_over_is_found_by_the_identifier_of_the_source(case_node: CaseNode) -> None:
    ((_, name),) = done(case_node, json.dumps({**REFERRAL, "protection_concerns": None}).encode(), Format.PROGRES)
    found = find_people("TST-00000003", ACTORS["guardian"], case_node.ports)
    assert isinstance(found, FoundPeople)
    assert [one.row.name for one in found.found] == [name]


def test_looking_keeps_nothing_and_says_what_would_come_of_it(case_node: CaseNode) -> None:
    before = case_node.ports.journal.size()
    (line,) = looked(case_node, file_of(ADULT))
    assert (line.outcome, line.name) == (Outcome.READY, "")
    assert cases(case_node) == 0
    kinds = [read.kind for read in case_node.ports.reads.between(before, 1 << 60)]
    assert kinds == [EntryKind.READ]  # who is like this person was looked up, and accounted for


def test_a_second_import_of_the_same_record_keeps_nothing_twice(case_node: CaseNode) -> None:
    done(case_node, file_of(ADULT))
    size = case_node.ports.journal.size()
    assert done(case_node, file_of(ADULT)) == [(Outcome.BEFORE, "")]
    assert (cases(case_node), case_node.ports.journal.size()) == (1, size)


def test_what_is_left_out_makes_no_record_another_one(case_node: CaseNode) -> None:
    done(case_node, file_of(ADULT))
    assert done(case_node, file_of({**ADULT, **SECRETS, "last_updated_at": "2026-05-05"})) == [(Outcome.BEFORE, "")]


def test_the_same_identifier_with_other_content_stops_as_changed(case_node: CaseNode) -> None:
    done(case_node, file_of(ADULT))
    assert done(case_node, file_of({**ADULT, "date_of_birth": "1981-03-04"})) == [(Outcome.CHANGED, "")]
    assert cases(case_node) == 1


def test_a_colleague_who_imports_it_too_is_shown_the_case_it_may_be(case_node: CaseNode) -> None:
    (_, name), _ = done(case_node, results_of(SUBMISSION), Format.KOBO, told=Told())
    again = results_of({**SUBMISSION, "people": SUBMISSION["people"][:1]})
    answer = import_records(wanted(again, Format.KOBO, Told()), ACTORS["caseworker"], case_node.ports)
    assert isinstance(answer, Imported)
    (line,) = answer.lines
    assert line.outcome is Outcome.POSSIBLE
    assert [found.row.name for found in line.found] == [name]


def test_another_office_learns_nothing_of_whom_it_may_not_see(case_node: CaseNode) -> None:
    done(case_node, file_of(ADULT))
    assert outcomes(case_node, file_of(ADULT), who="officer-south") == [Outcome.KEPT]


def test_who_may_be_registered_already_stops_until_a_human_says(case_node: CaseNode) -> None:
    name = case_node.registered(given_names="Farhad", family_names="Samplepur", birth="1980-03-04", sex="M")
    (line, other) = looked(case_node, file_of(ADULT, OTHER))
    assert (line.outcome, other.outcome) == (Outcome.POSSIBLE, Outcome.READY)
    assert [found.row.name for found in line.found] == [name]
    assert outcomes(case_node, file_of(ADULT, OTHER)) == [Outcome.POSSIBLE, Outcome.KEPT]
    assert cases(case_node) == 2
    assert outcomes(case_node, file_of(ADULT), others={1: ()}) == [Outcome.POSSIBLE]
    assert outcomes(case_node, file_of(ADULT, OTHER), others={1: (name,)}) == [Outcome.KEPT, Outcome.BEFORE]
    assert [row.different for row in case_node.ports.cases.all() if row.different] == [{name}]


def test_whoever_came_since_somebody_was_told_apart_stops_the_record_again(case_node: CaseNode) -> None:
    seen = case_node.registered(given_names="Farhad", family_names="Samplepur", birth="1980-03-04", sex="M")
    came = case_node.registered(given_names="Farhad", family_names="Samplepur", birth="1980-03-04", sex="M")
    (line,) = looked(case_node, file_of(ADULT), others={1: (seen,)})
    assert line.outcome is Outcome.POSSIBLE
    assert {found.row.name for found in line.found} == {seen, came}
    assert outcomes(case_node, file_of(ADULT), others={1: (seen,)}) == [Outcome.POSSIBLE]
    assert outcomes(case_node, file_of(ADULT), others={1: (seen, came)}) == [Outcome.KEPT]
    assert [row.different for row in case_node.ports.cases.all() if row.different] == [{seen, came}]


def test_whoever_is_registered_while_a_file_is_compared_is_compared_too(
    case_node: CaseNode, monkeypatch: pytest.MonkeyPatch
) -> None:
    names: list[str] = []

    def compared(*asked: Any) -> Any:
        answer = duplicates_of_events(*asked)
        if not names:
            names.append(case_node.registered(given_names="Farhad", family_names="Samplepur", birth="1980-03-04"))
        return answer

    monkeypatch.setattr(importing, "duplicates_of_events", compared)
    answer = import_records(wanted(file_of(ADULT)), ACTORS["officer"], case_node.ports)
    assert isinstance(answer, Imported)
    assert [(line.outcome, [found.row.name for found in line.found]) for line in answer.lines] == [
        (Outcome.POSSIBLE, names)
    ]
    assert cases(case_node) == 1


def test_nothing_is_kept_where_people_alike_are_registered_all_the_time(
    case_node: CaseNode, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "somebody_came", lambda *_: True)
    answer = import_records(wanted(file_of(ADULT)), ACTORS["officer"], case_node.ports)
    assert isinstance(answer, Refused)
    assert answer.because.id == OTHERS_REGISTER
    assert cases(case_node) == 0


def test_records_of_one_file_that_were_told_apart_are_noted_so(case_node: CaseNode) -> None:
    twin = {**ADULT, "case_id": "0b7c0c52-9d5c-4c55-8a39-5d0c1f6f0b09"}
    people = (ADULT, OTHER, twin)
    assert [line.outcome for line in looked(case_node, file_of(*people), adults=(1, 2, 3))][2] is Outcome.TWICE
    kept = done(case_node, file_of(*people), others={3: ()}, adults=(1, 2, 3))
    assert [outcome for outcome, _ in kept] == [Outcome.KEPT] * 3
    assert {row.name: row.different for row in case_node.ports.cases.all() if row.different} == {
        kept[2][1]: {kept[0][1]}
    }


def test_the_same_person_twice_in_a_file_stops_at_the_second(case_node: CaseNode) -> None:
    again = {**ADULT, "case_id": "0b7c0c52-9d5c-4c55-8a39-5d0c1f6f0b09"}
    assert outcomes(case_node, file_of(ADULT, OTHER, ADULT, again)) == [
        Outcome.KEPT,
        Outcome.KEPT,
        Outcome.TWICE,
        Outcome.TWICE,
    ]


def test_a_family_is_taken_over_whole_and_related_both_ways(case_node: CaseNode) -> None:
    (_, mother), (_, son) = done(case_node, results_of(SUBMISSION), Format.KOBO, told=Told())
    related = {
        name: [(one.relation.value, one.to) for one in opened(case_node, name) if isinstance(one, Related)]
        for name in (mother, son)
    }
    assert related == {mother: [("parent", son)], son: [("child", mother)]}


def test_a_family_waits_for_a_member_who_stops(case_node: CaseNode) -> None:
    case_node.registered(given_names="Golnaz", family_names="Examplova", birth="1991-04~")
    assert outcomes(case_node, results_of(SUBMISSION), format_=Format.KOBO) == [Outcome.POSSIBLE, Outcome.FAMILY]
    assert cases(case_node) == 1


def test_relatives_are_named_by_any_identifier_of_a_record_of_the_file(case_node: CaseNode) -> None:
    child = {**OTHER, "family_details_section": [{"relation": "father", "relation_identifiers": "TST-1, x"}]}
    father, daughter = (name for _, name in done(case_node, file_of({**ADULT, "unhcr_individual_no": "TST1"}, child)))
    found = [
        (one.relation.value, one.to) for one in opened(case_node, daughter, "guardian") if isinstance(one, Related)
    ]
    assert found == [("child", father)]
    gone = {**OTHER, "family_details_section": [{"relation": "father", "relation_identifiers": "TST-7"}]}
    (line,) = looked(case_node, file_of({**gone, "case_id": "c-7", "name_first": "Zarmina", "name_last": "Nobody"}))
    assert line.report.unconverted["relative"].id == NOT_IN_FILE


def test_what_a_record_does_not_say_is_unknown_protects_most_and_is_told(case_node: CaseNode) -> None:
    bare = {"case_id": "c-1", "name_first": "Somebody", "date_of_birth": "2009-03-03"}
    (line,) = looked(case_node, file_of(bare))
    assert {name: why.id for name, why in line.added.items()} == {
        "Registered.sex": UNSAID,
        "Registered.citizenship": UNSAID,
        "Registered.accompanied": UNSAID,
    }
    done(case_node, file_of(bare))
    (row,) = case_node.ports.cases.all()
    assert row.tier is Tier.CHILD


@pytest.mark.parametrize("said", ["no", None])
@pytest.mark.parametrize("birth", ["1950-06-07", "2007-01-01", "2008-03-02", "2008-03-03"])
@pytest.mark.parametrize("estimated", [True, False])
def test_no_date_says_that_somebody_is_an_adult(
    case_node: CaseNode, birth: str, estimated: bool, said: str | None
) -> None:
    status = {"unaccompanied_separated_status": said, "estimated": estimated}
    ((_, name),) = done(case_node, file_of({**ADULT, **status, "date_of_birth": birth}))
    (row,) = case_node.ports.cases.all()
    is_child = said == "no" and birth == "2008-03-03" and not estimated
    registered = opened(case_node, name, "officer" if is_child else "guardian")[1]
    assert registered.accompanied.value == ("with-family" if is_child else "unknown")
    assert (row.tier is Tier.CHILD) is not is_child


def test_an_adult_is_who_a_human_says_it_of_where_the_record_says_nothing(case_node: CaseNode) -> None:
    alone = {**OTHER, "unaccompanied_separated_status": "unaccompanied", "date_of_birth": "2010-12-24"}
    file = file_of(ADULT, alone)
    first, second = looked(case_node, file, adults=(1, 2))
    assert first.added["Registered.accompanied"].id == SAID_ADULT
    assert "Registered.accompanied" not in second.added
    assert [outcome for outcome, _ in done(case_node, file, adults=(1, 2))] == [Outcome.KEPT] * 2
    assert sorted(row.tier.value for row in case_node.ports.cases.all()) == [Tier.CHILD.value, Tier.STANDARD.value]
    assert outcomes(case_node, file) == [Outcome.BEFORE] * 2


@pytest.mark.parametrize(
    ("birth", "outcome"),
    [("2020-01-02", Outcome.WRONG), ("2008-03-03", Outcome.WRONG), ("2008-03-02", Outcome.READY)],
)
def test_whoever_is_a_child_by_birth_is_made_no_adult_by_a_tick(
    case_node: CaseNode, birth: str, outcome: Outcome
) -> None:
    (line,) = looked(case_node, file_of({**ADULT, "date_of_birth": birth}), adults=(1,))
    assert line.outcome is outcome
    assert {why.id for why in line.wrong.values()} == ({CHILD_BY_BIRTH} if outcome is Outcome.WRONG else set())


def test_a_referral_of_progres_makes_nobody_an_adult(case_node: CaseNode) -> None:
    done(case_node, json.dumps({**REFERRAL, "date_of_birth": "2007-01-01"}).encode(), Format.PROGRES)
    (row,) = case_node.ports.cases.all()
    assert row.tier is Tier.CHILD


def test_nobody_is_taken_over_who_was_not_told(case_node: CaseNode) -> None:
    (line,) = looked(case_node, file_of(ADULT), told=Told())
    assert line.outcome is Outcome.WRONG
    assert [why.id for why in line.wrong.values()] == [SAY_TOLD]
    assert outcomes(case_node, file_of(ADULT), told=Told(language="xx", on="yesterday")) == [Outcome.WRONG]


def test_a_record_without_identifier_birth_or_name_stops_at_its_field(case_node: CaseNode) -> None:
    nobody = {"name_first": "Somebody", "date_of_birth": "2009-03-03"}
    unborn = {"case_id": "c-2", "name_first": "Somebody"}
    long = {**OTHER, "case_id": "c-3", "name_first": "x" * 300}
    found = looked(case_node, file_of(nobody, unborn, long))
    assert [line.outcome for line in found] == [Outcome.WRONG] * 3
    assert [why.id for why in found[0].wrong.values()] == [NO_IDENTIFIER]
    assert set(found[1].wrong) == {"Registered.birth"}
    assert set(found[2].wrong) == {"name_first"}


@pytest.mark.parametrize("who", ["guardian", "trafficking", "supervisor", "protector", "keeper"])
def test_who_may_not_open_a_case_imports_nothing_and_it_is_accounted_for(case_node: CaseNode, who: str) -> None:
    for ask in (look_over, import_records):
        assert isinstance(ask(wanted(file_of(ADULT)), ACTORS[who], case_node.ports), Refused)
        assert case_node.ports.reads.search(count=1)[0].kind is EntryKind.REFUSAL
    assert cases(case_node) == 0


def test_an_identifier_and_what_is_said_cannot_be_guessed_from_what_is_kept(case_node: CaseNode) -> None:
    done(case_node, file_of({**ADULT, "unhcr_individual_no": "TST-00000009"}))
    keys = [event.key for event in case_node.ports.events.all()]
    assert all(len(key) <= 64 for key in keys)
    assert not any("TST" in key or "0b7c0c52" in key for key in keys)


def everything(node: CaseNode) -> str:
    """Every cell of every table of the node."""
    connection = connections[node.alias]
    found = []
    for table in connection.introspection.table_names():
        with closing(connection.cursor()) as cursor:
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - a table's own name
            found += [repr(cell) for row in cursor.fetchall() for cell in row]
    return "\n".join(found)


def everything_read(node: CaseNode) -> str:
    """Everything that any role reads of any case."""
    said = []
    for row in node.ports.cases.all():
        for who in ("officer", "caseworker", "guardian", "supervisor"):
            found = read_case(row.name, ACTORS[who], node.ports)
            if isinstance(found, OpenedCase):
                said += [repr(one.event) for one in found.taken]
    return "\n".join(said)


LEFT_OUT = sorted(
    {row.theirs.replace("*", "x") for row in mapping(Format.PRIMERO) if row.way is Way.LEFT_OUT} | set(SECRETS)
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(names=st.lists(st.sampled_from(LEFT_OUT), min_size=1, max_size=12, unique=True), nested=st.booleans())
def test_no_value_of_a_field_that_is_left_out_is_ever_in_the_database(
    case_node: CaseNode, names: list[str], nested: bool
) -> None:
    canaries = {name: f"canary {number} canary" for number, name in enumerate(names)}
    said = {name: [{"a": canary}] if nested else canary for name, canary in canaries.items()}
    kept = {**ADULT, "case_id": f"c-{abs(hash((*names, nested)))}"}
    done(case_node, file_of({**said, **kept}), others={1: ()})
    there = everything(case_node) + everything_read(case_node)
    assert "Farhad" in there
    assert "canary" not in there


def test_nothing_of_the_secrets_of_any_format_is_kept(case_node: CaseNode) -> None:
    done(case_node, file_of({**PRIMERO, **SECRETS}), Format.PRIMERO)
    done(case_node, json.dumps({**INTERVENTION, **SECRETS}).encode(), Format.PROGRES)
    people = [{**row, **{f"people/{name}": value for name, value in SECRETS.items()}} for row in SUBMISSION["people"]]
    done(case_node, results_of({**SUBMISSION, **SECRETS, "people": people}), Format.KOBO)
    there = everything(case_node) + everything_read(case_node)
    assert cases(case_node) == 4
    assert "canary" not in there
