"""What is published elsewhere is attributed, shown as printed, and never looks like a submission."""

from __future__ import annotations

from pathlib import Path

import pytest

from midex.statistics.published import published
from midex.statistics.series import Dataflow, Observation, SeriesKind

FOLDER = Path(__file__).resolve().parents[2] / "data" / "published"
SIX = {"AL", "BA", "XK", "ME", "MK", "RS"}
Figures = dict[str, tuple[Dataflow, tuple[Observation, ...]]]


@pytest.fixture(scope="module")
def figures() -> Figures:
    return {flow.id: (flow, found) for flow, found in published(FOLDER)}


def column(flow: Dataflow, name: str) -> int:
    return [dimension.id for dimension in flow.table.dimensions].index(name)


def test_every_dataflow_says_who_published_it(figures: Figures) -> None:
    assert len(figures) == 8
    for flow, found in figures.values():
        assert flow.kind is SeriesKind.PUBLISHED
        assert flow.source is not None
        assert all((flow.source.publisher, flow.source.title, flow.source.licence, flow.source.coverage))
        assert found
        assert {one.origin for one in found} == {"PUBLISHED"}


def test_no_file_is_heavy(figures: Figures) -> None:
    assert all((FOLDER / f"{name}.csv").stat().st_size < 1_500_000 for name in figures)


def test_keys_are_unique_and_in_the_registry_s_codes(figures: Figures) -> None:
    for flow, found in figures.values():
        assert len({(one.key, one.period) for one in found}) == len(found)
        for n, dimension in enumerate(flow.table.dimensions):
            assert {one.key[n] for one in found} <= set(dimension.codelist.by_id), (flow.id, dimension.id)


def test_eurostat_shows_citizens_of_the_six_and_no_reporter_among_them(figures: Figures) -> None:
    for name, (flow, found) in figures.items():
        if name.startswith("ESTAT"):
            assert {one.key[column(flow, "CITIZEN")] for one in found} == SIX
            assert not {one.key[column(flow, "GEO")] for one in found} & SIX
            assert all(one.value is not None or one.obs_status for one in found)


def test_serbia_breaks_in_2015_and_includes_kosovo(figures: Figures) -> None:
    flow, found = figures["UNHCR_ASYAPP"]
    serbia = [one for one in found if one.key[column(flow, "GEO")] == "RS"]
    assert all("includes Kosovo*" in one.comment for one in serbia)
    assert {one.obs_status for one in serbia if one.period == "2015"} == {"B"}
    assert {one.obs_status for one in serbia if one.period != "2015"} == {""}
    lodged = {
        year: sum(one.value or 0 for one in serbia if one.period == year and one.key[1:4] == ("G", "N", "FI"))
        for year in ("2014", "2015")
    }
    assert lodged == {"2014": 16577, "2015": 636}


def test_the_otherwise_closed_stand_apart(figures: Figures) -> None:
    flow, found = figures["UNHCR_ASYDEC"]
    assert {one.key[column(flow, "OUTCOME")] for one in found} == {"REC", "OTHER", "REJ", "CLOSED"}
    closed = {
        geo: sum(
            one.value or 0
            for one in found
            if (one.key[column(flow, "GEO")], one.period) == (geo, "2024")
            and one.key[column(flow, "OUTCOME")] == "CLOSED"
        )
        for geo in ("MK", "RS")
    }
    assert closed == {"MK": 321, "RS": 275}


def test_persons_and_cases_are_different_series(figures: Figures) -> None:
    flow, found = figures["UNHCR_ASYAPP"]
    assert {one.key[column(flow, "UNIT")] for one in found} == {"PER", "CAS"}


def test_a_route_is_never_a_participant(figures: Figures) -> None:
    flow, found = figures["FRONTEX_IBC"]
    routes = {one.key[column(flow, "GEO")] for one in found}
    assert "WBR" in routes
    assert not routes & (SIX | {"WB6"})
    assert {one.key[column(flow, "UNIT")] for one in found} == {"DET"}


def test_nationalities_of_the_route_add_up_to_its_total(figures: Figures) -> None:
    flow, found = figures["FRONTEX_IBC"]
    total: dict[tuple[str, str], int] = {}
    parts: dict[tuple[str, str], int] = {}
    for one in found:
        if one.key[column(flow, "GEO")] == "WBR":
            side = total if one.key[column(flow, "CITIZEN")] == "TOTAL" else parts
            key = (one.key[column(flow, "BORDER")], one.period)
            side[key] = side.get(key, 0) + (one.value or 0)
    assert total == parts
    assert total["LAND", "2015-10"] > 100_000
