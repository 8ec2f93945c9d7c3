"""Who reports what: generated figures never count, and every square says why."""

from __future__ import annotations

from midex.statistics.coverage import SHOWN, Cell, State, all_about, coverage, everything
from midex.statistics.series import Observation
from midex.statistics.topics import topics
from tests.twins.public_catalogue import InMemoryCatalogue
from tests.twins.public_figures import flow, key, public_figures, vintage


def square(catalogue: InMemoryCatalogue, topic: str, participant: str) -> Cell:
    row = next(row for row in coverage(everything(catalogue)) if row[0].topic.id == topic)
    return row[SHOWN.index(participant)]


def submitted(*observations: Observation) -> InMemoryCatalogue:
    catalogue = InMemoryCatalogue()
    catalogue.add(flow("MIGR_EIPRE"), vintage("MIGR_EIPRE", 1, list(observations)), observations)
    return catalogue


def test_the_grid_has_a_square_for_each_of_six_participants_and_each_topic() -> None:
    grid = coverage(everything(public_figures()))
    assert [row[0].topic for row in grid] == list(topics())
    assert all(tuple(cell.participant for cell in row) == SHOWN for row in grid)


def test_participants_stand_in_alphabetical_order_of_their_codes() -> None:
    assert SHOWN == ("AL", "BA", "ME", "MK", "RS", "XK")


def test_a_generated_figure_is_no_report() -> None:
    catalogue = submitted(Observation(key("MIGR_EIPRE", GEO="AL"), "2024", 10, origin="GENERATED"))
    assert square(catalogue, "found-irregularly-present", "AL").state is State.NOBODY


def test_an_empty_value_is_no_report() -> None:
    catalogue = submitted(Observation(key("MIGR_EIPRE", GEO="AL"), "2024", None, "O", origin="REPORTED"))
    assert square(catalogue, "found-irregularly-present", "AL").state is State.NOBODY


def test_a_reported_zero_is_a_report() -> None:
    catalogue = submitted(Observation(key("MIGR_EIPRE", GEO="AL"), "2024", 0, origin="REPORTED"))
    assert square(catalogue, "found-irregularly-present", "AL").state is State.OWN


def test_a_citizenship_reported_by_a_neighbour_is_not_the_participants_own_report() -> None:
    catalogue = submitted(Observation(key("MIGR_EIPRE", GEO="ME", CITIZEN="AL"), "2024", 5, origin="REPORTED"))
    assert square(catalogue, "found-irregularly-present", "AL").state is State.NOBODY


def test_its_own_report_comes_before_what_others_say() -> None:
    found = square(public_figures(), "found-irregularly-present", "ME")
    assert (found.state, found.dataflow, found.first, found.last) == (State.OWN, "MIGR_EIPRE", "2021", "2022")


def test_what_partners_report_is_about_citizens_and_says_so() -> None:
    found = square(public_figures(), "returned", "AL")
    assert (found.state, found.dimension) == (State.PARTNER, "CITIZEN")
    assert "citizens" in str(found.because)


def test_kosovo_has_no_decisions_of_its_own_and_the_square_says_where_they_are() -> None:
    found = square(public_figures(), "first-instance-decisions", "XK")
    assert found.state is State.NOBODY
    assert "within its figure for Serbia" in str(found.because)


def test_serbia_says_that_its_unhcr_figure_includes_kosovo() -> None:
    assert "includes Kosovo*" in str(square(public_figures(), "asylum-applications", "RS").because)


def test_every_square_gives_a_reason_and_all_but_nobody_a_dataflow() -> None:
    for row in coverage(everything(public_figures())):
        for cell in row:
            assert str(cell.because)
            assert bool(cell.dataflow) is (cell.state is not State.NOBODY)


def test_a_participants_page_also_names_what_stands_behind_its_own_report() -> None:
    states = [
        c.state for c in all_about(everything(public_figures()), "ME") if c.topic.id == "found-irregularly-present"
    ]
    assert states == [State.OWN, State.PARTNER]


def test_an_own_report_says_to_whom_it_was_sent_first() -> None:
    found = square(public_figures(), "found-irregularly-present", "ME").because
    assert (found.id, found.details["publisher"]) == (
        "{participant} reported its own figures, as sent to {publisher}, {span}.",
        "Eurostat",
    )


def test_a_later_own_report_was_sent_to_nobody_else() -> None:
    catalogue = submitted(Observation(key("MIGR_EIPRE", GEO="ME"), "2025", 10, origin="REPORTED"))
    found = square(catalogue, "found-irregularly-present", "ME").because
    assert found.id == "{participant} reported its own figures, {span}."
