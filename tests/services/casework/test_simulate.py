"""A case node filled with made-up people: judged by the procedure, kept once, and only where the home says so."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from midex.kernel.fault import Fault
from midex.kernel.role import Role
from midex.procedures.protection.case import Screening, Standing
from midex.procedures.protection.procedure import PROTECTION
from midex.procedures.registration.events import Registered
from midex.services.casework import simulate as simulated
from midex.services.casework.check_home import check_home
from midex.services.casework.history import opened_for, taken_from
from midex.services.casework.ports import CaseRow, Receipt
from midex.services.casework.rebuild_cases import rebuilt
from midex.services.casework.simulate import simulate, truth
from midex.services.casework.take_dated import Dated
from midex.services.home import Home, HomeKind
from midex.simulation.make_up import Simulation, made_up_families
from tests.casework import ACTORS, CaseNode, journal_ports
from tests.simulation.made_up import simulation

HOME = Home(
    folder=Path("nowhere"),
    kind=HomeKind.CASE,
    port=8007,
    participant="RS",
    institution="asylum-office",
    offices=("north", "south"),
    generated=True,
)
WANTED = simulation(people=120)
MANY = simulation(people=300)


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(simulated, "BATCH", 50)


def fill(node: CaseNode, wanted: Simulation = WANTED) -> list[int]:
    return list(simulate(wanted, HOME, node.ports))


def stated(node: CaseNode, case: str) -> Registered:
    """What was registered in a case, opened as its officer would see it."""
    row = node.ports.cases.judged(case)
    assert row is not None
    stored = node.ports.events.history(row.case)[1]
    receipt = Receipt(entry=0, people=frozenset([row.person]))
    event = taken_from(stored, opened_for(ACTORS["officer"].role, receipt, node.ports.vault)).event
    assert isinstance(event, Registered)
    return event


def test_everybody_is_registered_and_nothing_is_at_fault(case_node: CaseNode) -> None:
    done = fill(case_node)
    assert done[-1] == 120
    assert done == sorted(done)
    assert len(done) > 5, "several batches"
    assert list(check_home(case_node.ports, journal_ports(case_node), lambda: iter(()))) == []
    assert list(rebuilt(case_node.ports.events)) == list(case_node.ports.cases.all())


def test_a_second_run_changes_nothing(case_node: CaseNode) -> None:
    fill(case_node)
    rows, size = list(case_node.ports.cases.all()), case_node.ports.journal.size()
    assert fill(case_node)[-1] == 120
    assert list(case_node.ports.cases.all()) == rows
    assert case_node.ports.journal.size() == size


def test_a_run_that_was_stopped_goes_on_as_if_it_had_not_been(case_node: CaseNode) -> None:
    list(islice(simulate(WANTED, HOME, case_node.ports), 3))
    early = case_node.ports.journal.size()
    fill(case_node)
    due = [(one.person, one.registration) for one in truth(WANTED, HOME, case_node.ports)]
    assert 0 < early < case_node.ports.journal.size()
    registered = [one for one in case_node.ports.cases.all() if one.procedure == "registration"]
    assert len(due) == len(set(due)) == len(registered)
    assert list(check_home(case_node.ports, journal_ports(case_node), lambda: iter(()))) == []


def test_an_account_that_came_later_changes_nothing(case_node: CaseNode, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as without:
        without.setattr(simulated, "_staff", lambda _: lambda _office, _role: None)
        fill(case_node)
    size = case_node.ports.journal.size()
    fill(case_node)
    assert case_node.ports.journal.size() == size


def test_another_seed_adds_others(case_node: CaseNode) -> None:
    fill(case_node)
    fill(case_node, replace(WANTED, seed=2))
    assert sum(1 for _ in truth(replace(WANTED, seed=2), HOME, case_node.ports)) >= 120
    assert sum(1 for _ in case_node.ports.cases.all()) >= 240


def test_the_truth_agrees_with_the_cases(case_node: CaseNode) -> None:
    wanted = simulation(people=200, seed=5)
    fill(case_node, wanted)
    made = {(one.person.number, one.time): one for family in made_up_families(wanted) for one in family.registrations}
    told = list(truth(wanted, HOME, case_node.ports))
    assert {(one.person, one.registration) for one in told} == made.keys()
    assert len({one.case for one in told}) == len(told)
    assert any(one.registration == 2 for one in told)
    for one in told:
        written, event = made[one.person, one.registration], stated(case_node, one.case)
        assert (event.given_names, event.family_names) == (written.given_names, written.family_names)
        assert (str(event.birth), event.sex.value) == (written.birth, written.sex)
        assert one.office == written.office
        assert one.family == written.person.family


def test_who_is_in_charge_has_an_account_where_there_is_one(case_node: CaseNode) -> None:
    fill(case_node)
    known = {one.identity for one in case_node.ports.accounts.all()}
    by = {taken_from(stored).by for stored in case_node.ports.events.all()}
    assert {"officer", "officer-south"} <= by <= known


def screenings(node: CaseNode) -> dict[str, tuple[CaseRow, Screening]]:
    """Every screening by its name, as its row stands and as its history folds."""
    return {
        row.name: (row, PROTECTION.fold(taken_from(stored) for stored in node.ports.events.history(row.case)))
        for row in node.ports.cases.all()
        if row.procedure == PROTECTION.id
    }


def test_some_are_screened_about_the_same_person_and_the_truth_tells_which(case_node: CaseNode) -> None:
    fill(case_node, MANY)
    found = screenings(case_node)
    told = {one.screening: one for one in truth(MANY, HOME, case_node.ports) if one.screening}
    assert told.keys() == found.keys()
    for name, (row, case) in found.items():
        first = case_node.ports.cases.judged(told[name].case)
        assert first is not None
        assert (row.person, row.office) == (first.person, first.office)
        assert case.needs
    stands = {need.standing for _, case in found.values() for need in case.needs.values()}
    assert {Standing.MET, Standing.NOT_MET} <= stands
    assert list(check_home(case_node.ports, journal_ports(case_node), lambda: iter(()))) == []
    assert list(rebuilt(case_node.ports.events)) == list(case_node.ports.cases.all())


def test_a_child_alone_has_a_guardian_where_the_office_has_one_and_nobody_where_it_has_none(
    case_node: CaseNode, monkeypatch: pytest.MonkeyPatch
) -> None:
    staff = simulated._staff

    def without(ports: Any) -> Any:
        known = staff(ports)
        return lambda office, role: None if (office, role) == ("south", Role.GUARDIAN) else known(office, role)

    monkeypatch.setattr(simulated, "_staff", without)
    fill(case_node, MANY)
    guarded = {row.office: set[str]() for row, _ in screenings(case_node).values()}
    for row, case in screenings(case_node).values():
        if case.best_interests:
            guarded[row.office].add(case.guardian)
            assert case.needs_guardian
    assert "guardian" in guarded["north"]
    assert guarded["south"] == {""}


def test_a_guardian_who_came_when_half_was_done_stops_nothing(
    case_node: CaseNode, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as nobody:
        nobody.setattr(simulated, "_staff", lambda _: lambda _office, _role: None)
        list(islice(simulate(MANY, HOME, case_node.ports), 30))
    early = case_node.ports.journal.size()
    assert fill(case_node, MANY)[-1] == MANY.people
    assert case_node.ports.journal.size() > early
    assert {case.guardian for _, case in screenings(case_node).values()} > {""}


def test_a_home_of_real_people_is_never_filled(case_node: CaseNode) -> None:
    for act in (simulate, truth):
        with pytest.raises(Fault, match="F230"):
            next(iter(act(WANTED, replace(HOME, generated=False), case_node.ports)))
    assert case_node.ports.journal.size() == 0


def test_a_step_that_is_refused_stops_it_and_its_batch_is_not_kept(
    case_node: CaseNode, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = simulated._dated

    def spoilt(step: Any, wanted: Simulation, staff: Any) -> Dated | None:
        dated = real(step, wanted, staff)
        if dated and step.person == 3 and step.step == "register":
            return replace(dated, wanted=replace(dated.wanted, fields={**dated.wanted.fields, "citizenship": "QQ"}))
        return dated

    monkeypatch.setattr(simulated, "_dated", spoilt)
    kept = []
    with pytest.raises(Fault, match="F231") as stopped:
        kept.extend(simulate(WANTED, HOME, case_node.ports))
    assert "register" in str(stopped.value)
    assert "QQ" not in str(stopped.value)
    assert case_node.ports.journal.size() == 50 * len(kept)


def test_half_of_a_batch_kept_otherwise_stops_it(case_node: CaseNode, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as before:
        before.setattr(simulated, "BATCH", 30)
        list(islice(simulate(WANTED, HOME, case_node.ports), 1))
    with pytest.raises(Fault, match="F231"):
        fill(case_node)
