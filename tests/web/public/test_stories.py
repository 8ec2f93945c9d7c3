"""The figures of the first screen, added up a second time from the committed files by other means."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

from midex.web.public.stories.asylum import asylum
from midex.web.public.stories.outcomes import outcomes
from midex.web.public.stories.returned import returned
from midex.web.public.stories.route import route
from midex.web.public.story import Story
from tests.twins.public_catalogue import InMemoryCatalogue
from tests.twins.public_figures import public_figures

PUBLISHED = Path(__file__).resolve().parents[3] / "data" / "published"


def rows(dataflow: str) -> list[dict[str, str]]:
    with (PUBLISHED / f"{dataflow}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def figures(story: Story) -> dict[tuple[str, str], int | None]:
    """Every figure of a story's table, by row and column."""
    assert story.sheet is not None
    heads = story.sheet.heads[1:]
    return {(row, head): value for row, values in story.sheet.rows for head, value in zip(heads, values, strict=True)}


def test_applications_are_persons_at_first_instance() -> None:
    sums: Counter[tuple[str, str]] = Counter()
    for row in rows("UNHCR_ASYAPP"):
        if row["UNIT"] == "PER" and row["LEVEL"] in ("FI", "FA") and row["APPLICATION"] not in ("A", "J"):
            sums[row["TIME_PERIOD"], row["GEO"]] += int(row["OBS_VALUE"])
    shown = figures(asylum(public_figures()))
    names = {"Albania": "AL", "Bosnia and Herzegovina": "BA", "Montenegro": "ME", "North Macedonia": "MK"}
    for (year, head), value in shown.items():
        assert (value or 0) == sums[year, names.get(head, "RS")], (year, head)
    assert shown["2014", "Serbia, with Kosovo*"] == 16577
    assert shown["2015", "Serbia, with Kosovo*"] == 636


def test_serbia_is_drawn_in_two_pieces() -> None:
    panels = {panel.code: panel for panel in asylum(public_figures()).panels}
    assert panels["rs"].picture.count("<polyline") == 2
    assert panels["mk"].picture.count("<polyline") == 1
    assert "concept changes" in panels["rs"].picture


def test_kosovo_has_a_place_that_says_where_its_people_are_counted() -> None:
    panel = next(panel for panel in asylum(public_figures()).panels if panel.code == "xk")
    assert not panel.picture
    assert "within Serbia" in panel.empty
    assert asylum(public_figures()).coverage == "5 reporters covering 6 participants"


def test_closed_claims_are_no_decisions() -> None:
    shown = figures(outcomes(public_figures()))
    closed = {row["OUTCOME"]: 0 for row in rows("UNHCR_ASYDEC")}
    for row in rows("UNHCR_ASYDEC"):
        if (row["GEO"], row["TIME_PERIOD"], row["LEVEL"], row["UNIT"]) == ("MK", "2024", "FA", "PER"):
            closed[row["OUTCOME"]] += int(row["OBS_VALUE"])
    macedonia = "North Macedonia (with appeals)"
    assert shown[macedonia, "Otherwise closed, undecided"] == closed["CLOSED"]
    assert shown[macedonia, "Rejected"] == closed["REJ"]
    assert shown[macedonia, "Together"] == sum(closed.values())


def test_the_route_is_frontexs_total_month_by_month() -> None:
    sums: Counter[str] = Counter()
    for row in rows("FRONTEX_IBC"):
        if row["GEO"] == "WBR" and row["CITIZEN"] == "TOTAL":
            sums[row["TIME_PERIOD"]] += int(row["OBS_VALUE"])
    story = route(public_figures())
    assert story.sheet is not None
    assert [values[0] for _, values in story.sheet.rows] == [sums[month] for month in sorted(sums, reverse=True)]
    assert "not persons, not in the six" in story.measure


def test_returns_are_what_eu_states_report_about_citizens() -> None:
    told = {
        (row["TIME_PERIOD"], row["CITIZEN"]): int(row["OBS_VALUE"])
        for row in rows("ESTAT_MIGR_EIRTN")
        if row["GEO"] == "EU28" and row["C_DEST"] == "TOTAL" and row["OBS_VALUE"]
    }
    shown = figures(returned(public_figures()))
    assert shown["2015", "Albania"] == told["2015", "AL"]
    assert shown["2012", "Kosovo*"] == told["2012", "XK"]
    assert len(shown) == len(told) == 24


def test_every_story_without_figures_keeps_its_place() -> None:
    for story in (asylum, outcomes, route, returned):
        told = story(InMemoryCatalogue())
        assert told.title
        assert told.flow is None
