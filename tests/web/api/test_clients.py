"""Given only the base address, other people's clients get what the CSV download says, to the last attribute."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest

from midex.kernel.indicator import ATTRIBUTES
from midex.services.ports import PublicCatalogue
from tests.twins.published_figures import filled_catalogue
from tests.web.api.server import serving

CLIENTS = Path(__file__).parent / "clients"
Row = dict[str, str]


@pytest.fixture(scope="module")
def catalogue() -> PublicCatalogue:
    return filled_catalogue()


@pytest.fixture(scope="module")
def base(catalogue: PublicCatalogue) -> Iterator[str]:
    with serving(catalogue) as address:
        yield address


def download(base: str, flow: str, key: str = "all") -> list[Row]:
    with urlopen(f"{base}/data/{flow}/{key}?format=csv") as answer:  # noqa: S310 - our own server
        lines = answer.read().decode().splitlines(keepends=True)
    return comparable(csv.DictReader(lines))


def comparable(rows: Iterator[Row] | list[Row]) -> list[Row]:
    """Rows without what only one format has: the CSV's first columns, and attributes left empty."""
    kept = [
        {name: value for name, value in row.items() if value and name not in ("STRUCTURE", "STRUCTURE_ID", "ACTION")}
        for row in rows
    ]
    return sorted(kept, key=lambda row: sorted(row.items()))


def told_by(client: str, base: str, asked: str) -> dict[str, list[Row]]:
    command = [sys.executable, str(CLIENTS / f"{client}.py"), base, asked]
    ran = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert ran.returncode == 0, ran.stderr
    told: dict[str, list[Row]] = json.loads(ran.stdout)
    return told


@pytest.mark.parametrize(
    ("client", "asked"),
    [("with_sdmx1", "{}"), ("with_pysdmx", "csv"), ("with_pysdmx", "xml"), ("with_pysdmx", "generic")],
)
def test_a_client_gets_every_dataflow_as_the_csv_download_says(
    catalogue: PublicCatalogue, base: str, client: str, asked: str
) -> None:
    told = told_by(client, base, asked)
    assert set(told) == {flow.id for flow in catalogue.dataflows()}
    assert told.pop("EMPTY") == [{"refused": "404"}]
    for flow, rows in told.items():
        assert comparable(rows) == download(base, flow), flow
    assert {name for rows in told.values() for row in rows for name in row if row[name]} > {*ATTRIBUTES, "OBS_VALUE"}


def test_sdmx1_asks_by_dimension_and_gets_those_series_only(base: str) -> None:
    told = told_by("with_sdmx1", base, '{"GEO": "AL+RS"}')["MIGR_EIRFS"]
    wanted = [row for row in download(base, "MIGR_EIRFS") if row["GEO"] in ("AL", "RS")]
    assert wanted
    assert comparable(told) == wanted
