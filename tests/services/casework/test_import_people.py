"""A file of people is looked at whole, kept once, and never where somebody may be known and nobody has compared."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from typing import Any

import pytest

from midex.kernel.journal import EntryKind
from midex.kernel.purpose import Purpose
from midex.kernel.text import Message
from midex.kernel.verdict import Refused
from midex.policy.actions import Action
from midex.policy.caps import TOO_MANY_FOUND
from midex.procedures.registration.events import Registered, Related
from midex.services.casework import import_people as importing
from midex.services.casework.account_for import account_for, scope_of
from midex.services.casework.check_home import check_home
from midex.services.casework.import_file import COLUMNS, ImportFile, read_people, template
from midex.services.casework.import_people import ImportReport, import_people
from midex.services.casework.known_already import compared_with_known
from midex.services.casework.read_case import OpenedCase, read_case
from midex.services.casework.register_person import OTHERS_REGISTER
from midex.stores.engine_check import EngineCheck
from tests.casework import ACTORS, CaseNode, journal_ports
from tests.world import because

SHARED = {"language": "fa", "interpreter": "yes", "on": "2026-03-02", "arrived": "2026-02~", "came_from": "BG"}
GOLNAZ = {"given_names": "Golnaz", "family_names": "Karimi", "birth": "1988", "sex": "F"}
OTHERS = [
    {"given_names": "Teuta", "family_names": "Berisha", "birth": "1960-02-03", "sex": "F"},
    {"given_names": "Omid", "family_names": "Rahimi", "birth": "2001", "sex": "M"},
]


def written(*rows: dict[str, Any], encoding: str = "utf-8", delimiter: str = ",", **more: Any) -> ImportFile:
    """A file with these rows, from row 2 on."""
    out = io.StringIO()
    writer = csv.DictWriter(out, [*COLUMNS, *(one for one in more if one not in COLUMNS)], delimiter=delimiter)
    writer.writeheader()
    for row in rows:
        writer.writerow({**SHARED, "citizenship": "AF", "accompanied": "adult", **row, **more})
    return read_people(out.getvalue().encode(encoding), "people.csv")


def came(node: CaseNode, file: ImportFile, *, keep: bool = True, who: str = "officer", **said: Any) -> ImportReport:
    report = import_people(file, ACTORS[who], node.ports, keep=keep, **said)
    assert isinstance(report, ImportReport), report
    return report


def kept(node: CaseNode) -> int:
    return len(list(node.ports.cases.all()))


@pytest.mark.parametrize(("encoding", "delimiter"), [("utf-8-sig", ","), ("utf-16", ";"), ("utf-8", "\t")])
def test_a_file_is_looked_at_and_then_kept_once(case_node: CaseNode, encoding: str, delimiter: str) -> None:
    file = written(GOLNAZ, *OTHERS, encoding=encoding, delimiter=delimiter)
    report = came(case_node, file, keep=False)
    assert (report.ready, report.kept, report.wrongs, report.helds) == (3, 0, 0, 0)
    assert kept(case_node) == 0
    assert came(case_node, file).kept == 3
    again = came(case_node, file)
    assert (again.ready, again.before, again.kept, again.helds) == (0, 3, 0, 0)
    assert kept(case_node) == 3
    engine = EngineCheck(case_node.alias, case_node.keys.file)
    assert list(check_home(case_node.ports, journal_ports(case_node), engine)) == []


def test_every_wrong_cell_is_named_and_nothing_is_kept(case_node: CaseNode) -> None:
    wrong = written({**GOLNAZ, "birth": "12 May"}, {**OTHERS[0], "relative": "9", "relation": "child"}, OTHERS[1])
    report = came(case_node, wrong)
    assert [(one.row, one.column) for one in report.wrong] == [(2, "birth"), (3, "relative")]
    assert kept(case_node) == 0
    headed = came(case_node, written(GOLNAZ, photo="x"))
    assert [(one.row, one.column) for one in headed.wrong] == [(1, "V")]
    lacking = came(case_node, read_people(b"given_names,birth\nGolnaz,1988\n", "x"))
    assert {one.column for one in lacking.wrong} == {"language", "on", "sex", "citizenship", "accompanied"}
    ragged = came(case_node, read_people(("given_names,birth\n" * 3 + "a,b,c\n").encode(), "x"))
    assert (4, "") in {(one.row, one.column) for one in ragged.wrong}


def test_of_very_many_wrong_cells_the_first_are_named(case_node: CaseNode) -> None:
    report = came(case_node, written(*({**GOLNAZ, "sex": "?"} for _ in range(300))))
    assert (len(report.wrong), report.wrongs) == (200, 300)


def test_who_is_likely_registered_waits_until_a_human_wrote_who_it_is(case_node: CaseNode) -> None:
    known = case_node.registered(given_names="گلناز", family_names="کریمی", birth="1988")
    report = came(case_node, written(GOLNAZ, *OTHERS))
    [held] = report.held
    assert (held.row, [one.row.name for one in held.found]) == (2, [known])
    assert str(held.because[0]) == "a name that is written or sounds alike"
    assert (report.ready, report.kept, kept(case_node)) == (2, 0, 1)
    assert came(case_node, written(GOLNAZ, *OTHERS), rest=True).kept == 2
    same = came(case_node, written({**GOLNAZ, "compared": f"same as {known}"}, *OTHERS))
    assert (same.known, same.before, same.kept, same.helds, kept(case_node)) == (1, 2, 0, 0, 3)
    other = came(case_node, written({**GOLNAZ, "compared": f"other than {known}"}, *OTHERS))
    assert (other.before, other.kept, kept(case_node)) == (2, 1, 4)
    assert [row.different for row in case_node.ports.cases.all() if row.different] == [{known}]


def test_a_case_of_others_says_nothing_to_an_import(case_node: CaseNode) -> None:
    elsewhere = case_node.registered("officer-south", **GOLNAZ)
    assert came(case_node, written(GOLNAZ), keep=False).helds == 0
    answers = [
        came(case_node, written({**GOLNAZ, "compared": f"same as {name}"})) for name in (elsewhere, "2026-9999999")
    ]
    assert answers[0] == answers[1]
    assert [(one.row, one.column) for one in answers[0].wrong] == [(2, "compared")]


def test_that_others_kept_the_same_file_is_told_to_nobody(case_node: CaseNode) -> None:
    file = written(GOLNAZ, *OTHERS)
    assert came(case_node, file).kept == 3
    south = came(case_node, file, keep=False, who="officer-south")
    assert (south.before, south.ready) == (0, 3)
    names = [stored.key for stored in case_node.ports.events.all()]
    assert not [key for key in names if file.key[:8] in key]  # a digest of what stood in it could be tried


def test_who_was_erased_since_can_be_imported_again(case_node: CaseNode) -> None:
    file = written(GOLNAZ)
    assert came(case_node, file).kept == 1
    (row,) = case_node.ports.cases.all()
    case_node.ports.vault.erase(row.person)
    case_node.ports.tokens.forget(row.case)
    assert came(case_node, file).kept == 1
    assert came(case_node, file).before == 1


def test_past_the_cap_of_a_search_nothing_is_told_of_who_is_known(case_node: CaseNode) -> None:
    case_node.registered(**GOLNAZ)
    row = next(iter(case_node.ports.cases.all()))
    scope = scope_of(ACTORS["officer"], case_node.clock())
    many = tuple(replace(row, case=f"{number:032}") for number in range(300))
    with case_node.ports.unit_of_work():
        account_for(EntryKind.READ, Action.FIND_PEOPLE, Purpose.REGISTRATION, scope, many, case_node.ports)
    assert because(import_people(written(GOLNAZ), ACTORS["officer"], case_node.ports, keep=False)) == TOO_MANY_FOUND


def test_who_could_not_be_compared_with_everybody_alike_waits(
    case_node: CaseNode, monkeypatch: pytest.MonkeyPatch
) -> None:
    from midex.services.casework import known_already

    monkeypatch.setattr(known_already, "_of_one", lambda *_: ((), True))
    report = came(case_node, written(GOLNAZ))
    assert [one.because for one in report.held] == [(Message(importing.MORE_ALIKE),)]
    assert came(case_node, written({**GOLNAZ, "compared": "other"})).kept == 1


def test_two_rows_of_one_person_wait_both(case_node: CaseNode) -> None:
    twice = {**GOLNAZ, "given_names": "گلناز", "family_names": "کریمی"}
    report = came(case_node, written(GOLNAZ, OTHERS[0], twice))
    assert [(one.row, str(one.because[0])) for one in report.held] == [
        (2, "likely the person of row 4"),
        (4, "likely the person of row 2"),
    ]
    told = came(case_node, written(GOLNAZ, OTHERS[0], {**twice, "compared": "same as 2"}))
    assert (told.known, told.kept, kept(case_node)) == (1, 2, 2)
    itself = came(case_node, written({**GOLNAZ, "compared": "same as 2"}))
    assert [one.column for one in itself.wrong] == ["compared"]


def test_somebody_else_is_said_of_the_cases_that_were_seen_and_of_no_other(case_node: CaseNode) -> None:
    seen = case_node.registered(**GOLNAZ)
    assert came(case_node, written({**GOLNAZ, "compared": "other"}), keep=False).helds == 1
    since = case_node.registered(**GOLNAZ)
    for said in ("other", f"other than {seen}", "other than 2026-9999999, 2"):
        (held,) = came(case_node, written({**GOLNAZ, "compared": said})).held
        assert ({one.row.name for one in held.found}, held.because[-1].id) == ({seen, since}, importing.NOT_NAMED)
    assert kept(case_node) == 2
    assert came(case_node, written({**GOLNAZ, "compared": f"other than {since}; {seen}"})).kept == 1
    assert [row.different for row in case_node.ports.cases.all() if row.different] == [{seen, since}]


@pytest.mark.parametrize("said", [("other", ""), ("", "other"), ("other than 4", ""), ("", "OTHER  than 9 2")])
def test_rows_that_were_told_apart_are_noted_so_once_both_are_kept(
    case_node: CaseNode, monkeypatch: pytest.MonkeyPatch, said: tuple[str, str]
) -> None:
    monkeypatch.setattr(importing, "BATCH", 1)  # each in a batch of its own
    twice = {**GOLNAZ, "given_names": "گلناز", "family_names": "کریمی", "compared": said[1]}
    report = came(case_node, written({**GOLNAZ, "compared": said[0]}, OTHERS[0], twice))
    assert (report.kept, report.helds) == (3, 0)
    names = [row.name for row in sorted(case_node.ports.cases.all(), key=lambda row: row.name)]
    assert {row.name: row.different for row in case_node.ports.cases.all() if row.different} == {names[2]: {names[0]}}


def test_a_row_that_is_not_named_is_not_told_apart(case_node: CaseNode) -> None:
    report = came(case_node, written({**GOLNAZ, "compared": "other than 3"}, OTHERS[0], GOLNAZ))
    assert ([one.row for one in report.held], kept(case_node)) == ([2, 4], 0)


def test_rows_told_apart_are_noted_where_one_was_kept_by_a_run_before(
    case_node: CaseNode, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "BATCH", 1)
    file = written({**GOLNAZ, "compared": "other"}, GOLNAZ)

    def breaks(stage: str, *_: int) -> None:
        if stage == importing.KEEPING:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        came(case_node, file, tell=breaks)
    assert kept(case_node) == 1
    again = came(case_node, file)
    assert (again.before, again.kept, again.helds) == (1, 1, 0)
    first, last = sorted(case_node.ports.cases.all(), key=lambda row: row.name)
    assert (first.different, last.different) == (frozenset(), {first.name})


def test_relatives_are_related_and_wait_for_each_other(case_node: CaseNode) -> None:
    known = case_node.registered(**GOLNAZ)
    child = {**GOLNAZ, "given_names": "Parisa", "birth": "2019", "relation": "child", "relative": "2"}
    report = came(case_node, written(GOLNAZ, OTHERS[0], child), rest=True)
    assert [(one.row, str(one.because[-1])) for one in report.held][1] == (4, "a relative, row 2, waits")
    assert report.kept == 1
    done = came(case_node, written({**GOLNAZ, "compared": f"other than {known}"}, OTHERS[0], child))
    assert done.kept == 2
    related = {}
    for row in case_node.ports.cases.all():
        opened = read_case(row.name, ACTORS["officer"], case_node.ports)
        assert isinstance(opened, OpenedCase)
        related[row.name] = {(e.relation.value, e.to) for t in opened.taken if isinstance(e := t.event, Related)}
    pairs = {name: found for name, found in related.items() if found}
    assert sorted(relation for found in pairs.values() for relation, _ in found) == ["child", "parent"]
    assert {to for found in pairs.values() for _, to in found} == set(pairs)
    assert known not in pairs


def test_a_relative_who_is_registered_already_is_named_by_the_case(case_node: CaseNode) -> None:
    known = case_node.registered(**GOLNAZ)
    child = {**GOLNAZ, "given_names": "Parisa", "birth": "2019", "relation": "child", "relative": "2"}
    assert came(case_node, written({**GOLNAZ, "compared": f"same as {known}"}, child)).kept == 1
    (name,) = (row.name for row in case_node.ports.cases.all() if row.name != known)
    opened = read_case(name, ACTORS["officer"], case_node.ports)
    assert isinstance(opened, OpenedCase)
    assert [e.to for t in opened.taken if isinstance(e := t.event, Related)] == [known]


def test_many_rows_are_kept_in_batches(case_node: CaseNode, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "BATCH", 7)
    letters = "bdfgklmnprstvz"
    rows = [
        {**OTHERS[1], "given_names": f"{one}a{two}o", "family_names": f"{two}i{two}e{one}u", "birth": str(1950 + at)}
        for at, (one, two) in enumerate((a, b) for a in letters[:5] for b in letters[5:12])
    ]
    rows[34] |= {"relation": "sibling", "relative": "2"}
    told: list[tuple[str, int, int]] = []
    report = came(case_node, written(*rows), rest=True, tell=lambda *said: told.append(said))
    assert report.kept + report.helds == 35
    assert report.kept > 25
    assert [done for stage, done, _ in told if stage == "keeping"][-1] == report.kept
    assert len([stage for stage, _, _ in told if stage == "keeping"]) > 3


def test_two_runs_at_once_keep_a_row_once_and_the_one_that_is_late_says_so(
    case_node: CaseNode, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "BATCH", 1)
    file, runs = written(*OTHERS[:2]), []

    def meanwhile(stage: str, _done: int, _total: int) -> None:
        if stage == importing.KEEPING and not runs:
            runs.append("the other")
            assert came(case_node, file).kept == 1

    late = import_people(file, ACTORS["officer"], case_node.ports, keep=True, tell=meanwhile)
    assert because(late) == importing.STOPPED
    assert importing.AT_ONCE in str(late)
    assert len(list(case_node.ports.cases.all())) == 2


@pytest.mark.parametrize("place", [0, 1])
def test_whoever_is_registered_since_the_file_was_compared_stops_their_row(
    case_node: CaseNode, monkeypatch: pytest.MonkeyPatch, place: int
) -> None:
    monkeypatch.setattr(importing, "BATCH", 1)
    rows = [OTHERS[0], OTHERS[1]]
    rows.insert(place, GOLNAZ)
    names: list[str] = []

    def meanwhile(stage: str, done: int, total: int) -> None:
        if not names and (stage, done) == ((importing.COMPARING, total) if place == 0 else (importing.KEEPING, 1)):
            names.append(case_node.registered(given_names="گلناز", family_names="کریمی", birth="1988"))

    answer = import_people(written(*rows), ACTORS["officer"], case_node.ports, keep=True, tell=meanwhile)
    assert isinstance(answer, Refused)
    assert OTHERS_REGISTER in str(answer.because)
    assert kept(case_node) == 1 + place
    (held,) = came(case_node, written(*rows), rest=True).held
    assert [one.row.name for one in held.found] == names


def test_whoever_comes_and_is_like_nobody_stops_nothing(case_node: CaseNode, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "BATCH", 1)
    twice = {**GOLNAZ, "compared": "other"}

    def meanwhile(stage: str, *_: int) -> None:
        if stage == importing.KEEPING:
            case_node.registered(given_names="Golnaz", family_names="Karimi", birth="1961-01-02")

    assert came(case_node, written(GOLNAZ, *OTHERS, twice), tell=meanwhile).kept == 4


def test_what_the_run_keeps_itself_makes_no_comparison_necessary(
    case_node: CaseNode, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "BATCH", 1)
    compared: list[int] = []

    def counted(people: Any, *asked: Any) -> Any:
        compared.append(len(people))
        return compared_with_known(people, *asked)

    monkeypatch.setattr(importing, "compared_with_known", counted)
    assert came(case_node, written(GOLNAZ, *OTHERS, {**GOLNAZ, "compared": "other"})).kept == 4
    assert sum(compared) == 4


@pytest.mark.parametrize("who", ["guardian", "trafficking", "supervisor", "protector", "keeper"])
def test_who_registers_nobody_imports_nobody(case_node: CaseNode, who: str) -> None:
    assert isinstance(import_people(written(GOLNAZ), ACTORS[who], case_node.ports, keep=True), Refused)
    assert kept(case_node) == 0


def test_a_file_without_people_or_with_too_many_is_refused(case_node: CaseNode) -> None:
    empty = import_people(read_people(template().encode(), "x"), ACTORS["officer"], case_node.ports, keep=True)
    assert isinstance(empty, Refused)
    assert str(empty.because) == "there are no people in this file"
    assert isinstance(
        import_people(written(GOLNAZ, *OTHERS), ACTORS["officer"], case_node.ports, keep=True, most=2), Refused
    )


def test_the_template_has_every_column_and_a_remark_for_each() -> None:
    heading, remarks = csv.reader(io.StringIO(template().removeprefix("\ufeff")))
    assert tuple(heading) == COLUMNS
    assert remarks[0].startswith("# sq | ar")
    assert not set(remarks) & {Registered.__name__}


def test_who_is_registered_already_is_noted_as_the_relative_from_the_other_side(case_node: CaseNode) -> None:
    known = case_node.registered(**GOLNAZ)
    mother = {**GOLNAZ, "compared": f"same as {known}", "relation": "parent", "relative": "3"}
    assert came(case_node, written(mother, {**GOLNAZ, "given_names": "Parisa", "birth": "2019"})).kept == 1
    (name,) = (row.name for row in case_node.ports.cases.all() if row.name != known)
    opened = read_case(name, ACTORS["officer"], case_node.ports)
    assert isinstance(opened, OpenedCase)
    related = [e for t in opened.taken if isinstance(e := t.event, Related)]
    assert [(e.relation.value, e.to) for e in related] == [("child", known)]
