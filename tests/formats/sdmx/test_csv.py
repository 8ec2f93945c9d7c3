"""SDMX-CSV 1.0 and 2.0: nothing lost, names beside codes on request, read by Python's own reader and by pysdmx."""

from __future__ import annotations

from csv import DictReader, reader
from io import BytesIO

import pytest
from pysdmx.io import read_sdmx

from midex.formats.sdmx import csv
from midex.formats.sdmx.message import Action, DataMessage, DataSet, Detail
from midex.kernel.indicator import ATTRIBUTES
from midex.statistics.registry.catalogue import KOSOVO_FOOTNOTE, registry
from tests.formats.sdmx.examples import message, rows
from tests.twins.published_figures import PUBLISHED, published_catalogue

EIPRE = registry().table("MIGR_EIPRE")


def text(told: DataMessage, **dialect: object) -> str:
    return b"".join(csv.write(told, csv.Dialect(**dialect))).decode()  # type: ignore[arg-type]


def test_the_columns_are_those_of_the_standard_and_of_the_table() -> None:
    told = message(EIPRE, rows(EIPRE))
    assert text(told, version=1).splitlines()[0].split(",") == ["DATAFLOW", *EIPRE.columns]
    second = ["STRUCTURE", "STRUCTURE_ID", "ACTION", *EIPRE.columns]
    assert text(told, version=2).splitlines()[0].split(",") == second


@pytest.mark.parametrize("version", [1, 2])
def test_what_is_written_is_what_is_read(version: int) -> None:
    told = rows(EIPRE)
    found = []
    for row in DictReader(text(message(EIPRE, told), version=version).splitlines(keepends=True)):
        key = tuple(row[dimension.id] for dimension in EIPRE.dimensions)
        value = int(row["OBS_VALUE"]) if row["OBS_VALUE"] else None
        found.append((key, row["TIME_PERIOD"], value, *(row[name] for name in ATTRIBUTES)))
    assert found == told


def test_a_comment_with_line_ends_and_quotes_stays_one_cell() -> None:
    hostile = 'one,\r\ntwo "three"'
    told = [(*rows(EIPRE)[0][:7], hostile)]
    *_, last = reader(text(message(EIPRE, told)).splitlines(keepends=True))
    assert last[-1] == hostile


def test_names_stand_beside_codes_on_request() -> None:
    told = [((*rows(EIPRE)[0][0][:-1], "XK"), "2024", 5, "P", "F", "", "REPORTED", "")]
    heading, line = reader(text(message(EIPRE, told), labels=csv.Labels.BOTH).splitlines())
    assert heading[-8:-5] == ["GEO: Reporter", "TIME_PERIOD: Time period", "OBS_VALUE: Observation value"]
    assert line[1] == f"MIDEX:MIGR_EIPRE(1.0.0): {EIPRE.title}"
    assert line[-8:-4] == [f"XK: Kosovo* ({KOSOVO_FOOTNOTE})", "2024", "5", "P: Provisional value"]


def test_a_byte_order_mark_only_where_asked_for() -> None:
    told = message(EIPRE, rows(EIPRE))
    assert text(told, bom=True).encode().startswith(b"\xef\xbb\xbfSTRUCTURE,")
    assert not text(told).startswith("\ufeff")


def test_a_withdrawal_is_an_action() -> None:
    gone = DataSet(rows=[(*rows(EIPRE)[0][:2], None, "", "", "", "", "")], action=Action.DELETE)
    told = DataMessage(**{**vars(message(EIPRE, [])), "sets": [gone]})
    assert text(told).splitlines()[1].startswith("dataflow,MIDEX:MIGR_EIPRE(1.0.0),D,")


def test_keys_only_gives_a_row_per_series_with_all_columns() -> None:
    lines = list(reader(text(message(EIPRE, rows(EIPRE), detail=Detail.SERIES_KEYS_ONLY)).splitlines()))
    assert len(lines) == 1 + len({row[0] for row in rows(EIPRE)})
    assert {len(line) for line in lines} == {len(lines[0])}


def test_a_download_of_figures_published_elsewhere_is_the_committed_file() -> None:
    catalogue = published_catalogue()
    for flow in catalogue.dataflows():
        whole = message(flow.table, list(catalogue.observations(flow.id)))
        told = DataMessage(**{**vars(whole), "flow": flow.id})
        assert text(told).encode() == (PUBLISHED / f"{flow.id}.csv").read_bytes(), flow.id


@pytest.mark.parametrize("version", [1, 2])
def test_pysdmx_reads_it(version: int) -> None:
    told = rows(EIPRE)
    (dataset,) = read_sdmx(BytesIO(text(message(EIPRE, told), version=version).encode())).data
    assert dataset.short_urn == "Dataflow=MIDEX:MIGR_EIPRE(1.0.0)"
    assert [row["OBS_VALUE"] for _, row in dataset.data.iterrows()] == [
        "" if row[2] is None else str(row[2]) for row in told
    ]


def test_the_footnote_stands_with_kosovo_wherever_its_name_does() -> None:
    told = [row for row in rows(EIPRE, 400) if row[0][-1] in ("XK", "ME")]
    table = list(DictReader(text(message(EIPRE, told), labels=csv.Labels.BOTH).splitlines(keepends=True)))
    (geo,) = (name for name in table[0] if name.startswith("GEO"))
    assert {row[geo] for row in table} == {"ME: Montenegro", f"XK: Kosovo* ({KOSOVO_FOOTNOTE})"}
    assert KOSOVO_FOOTNOTE not in text(message(EIPRE, told))
