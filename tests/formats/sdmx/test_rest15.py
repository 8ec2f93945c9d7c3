"""Requests as real clients write them, and what cannot be read is said."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from midex.formats.sdmx.message import Detail
from midex.formats.sdmx.rest15 import MOST_CODES, Choice, References, data_query, structure_query
from midex.kernel.fault import Fault

OURS = frozenset({"MIDEX"})


@pytest.mark.parametrize(
    ("reference", "agency", "version"),
    [("X", None, "latest"), ("MIDEX,X", OURS, "latest"), ("MIDEX,X,1.0.0", OURS, "1.0.0"), ("all,X", None, "latest")],
)
def test_a_dataflow_is_named_in_three_ways(reference: str, agency: Choice, version: str) -> None:
    query = data_query([reference], {})
    assert (query.agency, query.flow, query.version) == (agency, "X", version)


@pytest.mark.parametrize(
    ("key", "choices"),
    [
        ("all", ()),
        ("ALL", ()),
        ("A..T", (frozenset("A"), None, frozenset("T"))),
        ("A.M+F.", (frozenset("A"), frozenset({"M", "F"}), None)),
        ("A.M F.", (frozenset("A"), frozenset({"M", "F"}), None)),
        ("..", (None, None, None)),
        ("*.*.T", (None, None, frozenset("T"))),
    ],
)
def test_a_key_chooses_per_dimension(key: str, choices: tuple[Choice, ...]) -> None:
    assert data_query(["X", key], {}).key == choices


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2020", date(2020, 1, 1), date(2020, 12, 31)),
        ("2020-Q2", date(2020, 4, 1), date(2020, 6, 30)),
        ("2020-02", date(2020, 2, 1), date(2020, 2, 29)),
        ("2020-02-10", date(2020, 2, 10), date(2020, 2, 10)),
        ("2020-02-10T12:00:00Z", date(2020, 2, 10), date(2020, 2, 10)),
        ("2020-A1", date(2020, 1, 1), date(2020, 12, 31)),
    ],
)
def test_a_bound_takes_in_its_whole_period(text: str, first: date, last: date) -> None:
    query = data_query(["X"], {"startPeriod": text, "endPeriod": text})
    assert query.start
    assert query.end
    assert (query.start.day, query.end.day) == (first, last)


def test_the_other_parameters_are_read() -> None:
    query = data_query(
        ["X", "all", "MIDEX"],
        {
            "firstNObservations": "1",
            "lastNObservations": "2",
            "detail": "dataonly",
            "dimensionAtObservation": "AllDimensions",
            "includeHistory": "true",
            "updatedAfter": "2026-01-31T12:00:00 00:00",
        },
    )
    assert (query.first, query.last, query.detail, query.flat, query.history) == (1, 2, Detail.DATA_ONLY, True, True)
    assert query.updated_after == datetime(2026, 1, 31, 12, tzinfo=UTC)
    assert query.providers == OURS


@pytest.mark.parametrize(
    ("segments", "parameters", "code"),
    [
        (["X", "all", "all", "more"], {}, "F501"),
        (["A,B,C,D"], {}, "F501"),
        ([",X"], {}, "F501"),
        (["X"], {"startPeriod": "spring"}, "F109"),
        (["X"], {"startPeriod": "2020-13-01"}, "F109"),
        (["X"], {"updatedAfter": "yesterday"}, "F501"),
        (["X"], {"firstNObservations": "0"}, "F501"),
        (["X"], {"lastNObservations": "9" * 30}, "F501"),
        (["X"], {"detail": "everything"}, "F501"),
        (["X"], {"includeHistory": "yes"}, "F501"),
        (["X"], {"dimensionAtObservation": "GEO"}, "F504"),
        (["X", "+".join(f"C{n}" for n in range(MOST_CODES + 1))], {}, "F505"),
    ],
)
def test_what_cannot_be_read_is_a_fault(segments: list[str], parameters: dict[str, str], code: str) -> None:
    with pytest.raises(Fault) as fault:
        data_query(segments, parameters)
    assert fault.value.code == code


def test_structures_are_asked_for_with_defaults() -> None:
    query = structure_query("dataflow", [], {})
    assert (query.agencies, query.ids, query.versions, query.references) == (None, None, None, References.NONE)
    assert structure_query("dataflow", ["MIDEX", "X"], {"references": "codelist"}).also == "codelist"


def test_single_items_and_stubs_are_not_implemented() -> None:
    for segments, parameters in (["MIDEX", "CL_SEX", "1.0.0", "T"], {}), (["all"], {"detail": "allstubs"}):
        with pytest.raises(Fault, match="F504"):
            structure_query("codelist", segments, parameters)
