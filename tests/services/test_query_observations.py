"""What a question about published figures finds."""

from __future__ import annotations

from datetime import timedelta

import pytest

from midex.formats.sdmx.message import Action, Row
from midex.formats.sdmx.rest15 import DataQuery, data_query
from midex.kernel.fault import Fault
from midex.services.query_observations import Answer, find_release, query_observations
from midex.statistics.registry.catalogue import registry
from midex.statistics.series import Dataflow, Observation, SeriesKind
from tests.twins.public_catalogue import InMemoryCatalogue
from tests.twins.published_figures import RELEASED, figures, release, revised

EIPRE = registry().table("MIGR_EIPRE")
FLOW = Dataflow(id="MIGR_EIPRE", title=EIPRE.title, table=EIPRE, kind=SeriesKind.SUBMITTED)
OLD = sorted(figures(EIPRE, range(2019, 2025)), key=lambda o: (o.key, o.period))
NEW = sorted(revised(OLD), key=lambda o: (o.key, o.period))
MONTHLY = registry().table("WB_IBCM")


@pytest.fixture
def catalogue() -> InMemoryCatalogue:
    filled = InMemoryCatalogue()
    release(filled, FLOW, 1, OLD)
    release(filled, FLOW, 2, NEW)
    monthly = Dataflow(id="WB_IBCM", title=MONTHLY.title, table=MONTHLY, kind=SeriesKind.SUBMITTED)
    key = tuple("M" if d.id == "FREQ" else d.codelist.codes[0].id for d in MONTHLY.dimensions)
    months = [Observation(key, f"{year}-{month:02d}", year) for year in (2023, 2024) for month in range(1, 13)]
    release(filled, monthly, 1, months)
    return filled


def ask(catalogue: InMemoryCatalogue, query: DataQuery) -> Answer:
    return query_observations(catalogue, query, *find_release(catalogue, query))


def found(catalogue: InMemoryCatalogue, key: str = "all", flow: str = "MIGR_EIPRE", **parameters: str) -> list[Row]:
    (only,) = ask(catalogue, data_query([flow, key], parameters)).sets
    return list(only.rows)


def test_the_newest_release_is_answered_whole(catalogue: InMemoryCatalogue) -> None:
    assert found(catalogue) == NEW


def test_a_key_chooses_series_with_wildcards_and_alternatives(catalogue: InMemoryCatalogue) -> None:
    wanted = [row for row in NEW if row.key[-1] in ("AL", "RS") and row.key[5] == "TOTAL"]
    assert wanted
    assert found(catalogue, ".....TOTAL..AL+RS") == wanted


def test_a_full_key_needs_no_list_of_series(catalogue: InMemoryCatalogue, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(InMemoryCatalogue, "series")
    key = NEW[0].key
    assert found(catalogue, ".".join(key)) == [row for row in NEW if row.key == key]


@pytest.mark.parametrize(
    ("start", "end", "first", "last", "count"),
    [
        ("2023", "2024", "2023-01", "2024-12", 24),
        ("2023-Q4", "2024-Q1", "2023-10", "2024-03", 6),
        ("2023-12", "", "2023-12", "2024-12", 13),
        ("2023-01-02", "2023-03-30", "2023-02", "2023-02", 1),
    ],
)
def test_bounds_take_in_whole_periods_only(
    catalogue: InMemoryCatalogue, start: str, end: str, first: str, last: str, count: int
) -> None:
    rows = found(catalogue, flow="WB_IBCM", startPeriod=start, endPeriod=end)
    assert (rows[0][1], rows[-1][1], len(rows)) == (first, last, count)


def test_first_and_last_figures_are_per_series_and_never_twice(catalogue: InMemoryCatalogue) -> None:
    per_series = {key: [row for row in NEW if row.key == key] for key in {row.key for row in NEW}}
    rows = found(catalogue, firstNObservations="2", lastNObservations="1")
    assert len(rows) == sum(min(3, len(series)) for series in per_series.values())
    key = NEW[-1].key
    assert [row for row in rows if row[0] == key] == [*per_series[key][:2], per_series[key][-1]]
    assert [row for row in found(catalogue, lastNObservations="9") if row[0] == key] == per_series[key]


def test_updates_are_what_is_new_or_changed_and_what_was_withdrawn(catalogue: InMemoryCatalogue) -> None:
    after = (RELEASED[0] + timedelta(days=1)).isoformat()
    replaced, deleted = ask(catalogue, data_query(["MIGR_EIPRE"], {"updatedAfter": after})).sets
    assert (replaced.action, deleted.action) == (Action.REPLACE, Action.DELETE)
    assert list(replaced.rows) == sorted(set(NEW) - set(OLD), key=lambda o: (o.key, o.period))
    gone = {row[:2] for row in OLD} - {row[:2] for row in NEW}
    assert [row[:2] for row in deleted.rows] == sorted(gone)
    assert gone


def test_nothing_is_new_after_the_last_release(catalogue: InMemoryCatalogue) -> None:
    with pytest.raises(Fault, match="F502"):
        ask(catalogue, data_query(["MIGR_EIPRE"], {"updatedAfter": RELEASED[1].isoformat()}))


def test_everything_is_new_before_the_first_release(catalogue: InMemoryCatalogue) -> None:
    (only,) = ask(catalogue, data_query(["MIGR_EIPRE"], {"updatedAfter": "2020-01-01"})).sets
    assert list(only.rows) == NEW


def test_history_is_every_release_with_its_day(catalogue: InMemoryCatalogue) -> None:
    newest, first = ask(catalogue, data_query(["MIGR_EIPRE"], {"includeHistory": "true"})).sets
    assert (newest.valid_from, first.valid_from) == (RELEASED[1], RELEASED[0])
    assert (list(newest.rows), list(first.rows)) == (NEW, OLD)


def test_an_earlier_moment_shows_the_release_of_then(catalogue: InMemoryCatalogue) -> None:
    assert found(catalogue, asOf=RELEASED[0].isoformat()) == OLD
    assert found(catalogue, asOf=RELEASED[1].isoformat()) == NEW
    with pytest.raises(Fault, match="no release by then"):
        found(catalogue, asOf="2020-01-01")


@pytest.mark.parametrize(
    "segments",
    [
        ["NOWHERE"],
        ["ESTAT,MIGR_EIPRE"],
        ["MIDEX,MIGR_EIPRE,2.0"],
        ["MIGR_EIPRE", "all", "ESTAT"],
        ["MIGR_EIPRE", ".......MARS"],
    ],
)
def test_what_is_not_published_is_not_found(catalogue: InMemoryCatalogue, segments: list[str]) -> None:
    with pytest.raises(Fault, match="F502"):
        ask(catalogue, data_query(segments, {}))


def test_a_key_of_the_wrong_length_is_told_the_right_one(catalogue: InMemoryCatalogue) -> None:
    with pytest.raises(Fault, match=r"FREQ\.REASON\.APPREHEN"):
        ask(catalogue, data_query(["MIGR_EIPRE", "A.T"], {}))
