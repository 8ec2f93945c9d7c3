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

from midex.services.ports import PublicCatalogue
from tests.twins.published_figures import filled_catalogue, published_catalogue
from tests.web.api.server import serving

CLIENTS = Path(__file__).parent / "clients"
Row = dict[str, str]


CATALOGUES = {"generated": filled_catalogue, "published elsewhere": published_catalogue}
REFUSED = [{"refused": "404"}]


@pytest.fixture(scope="module")
def catalogue(request: pytest.FixtureRequest) -> PublicCatalogue:
    return CATALOGUES[request.param]()


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
    ("catalogue", "client", "asked"),
    [
        ("generated", "with_sdmx1", "{}"),
        ("generated", "with_pysdmx", "csv"),
        ("generated", "with_pysdmx", "xml"),
        ("generated", "with_pysdmx", "generic"),
        ("published elsewhere", "with_sdmx1", "{}"),
        ("published elsewhere", "with_pysdmx", "xml"),
    ],
    indirect=["catalogue"],
)
def test_a_client_gets_every_dataflow_as_the_csv_download_says(
    catalogue: PublicCatalogue, base: str, client: str, asked: str
) -> None:
    told = told_by(client, base, asked)
    assert set(told) == {flow.id for flow in catalogue.dataflows()}
    assert told.pop("EMPTY", REFUSED) == REFUSED
    for flow, rows in told.items():
        assert comparable(rows) == download(base, flow), flow
        assert len(rows) == catalogue.vintages(flow)[0].observations > 0


@pytest.mark.parametrize("catalogue", ["published elsewhere"], indirect=True)
def test_sdmx1_asks_by_dimension_and_gets_those_series_only(base: str) -> None:
    for flow, rows in told_by("with_sdmx1", base, '{"CITIZEN": "RS+XK"}').items():
        wanted = [row for row in download(base, flow) if row["CITIZEN"] in ("RS", "XK")]
        assert rows == REFUSED if not wanted else comparable(rows) == wanted, flow
