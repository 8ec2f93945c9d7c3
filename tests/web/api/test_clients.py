"""Given only the base address, other people's clients get what the CSV download says, to the last attribute."""

from __future__ import annotations

import csv
import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest

from midex.services.ports import PublicCatalogue
from tests.processes import done, free_port
from tests.processes import serving as as_process
from tests.twins.published_figures import PUBLISHED, filled_catalogue, published_catalogue
from tests.web.api.server import serving as in_thread

CLIENTS = Path(__file__).parent / "clients"
Row = dict[str, str]


REFUSED = [{"refused": "404"}]


@dataclass(frozen=True)
class Service:
    """A running SDMX service and the catalogue that it should tell."""

    base: str
    catalogue: PublicCatalogue


@pytest.fixture(scope="module")
def generated() -> Iterator[Service]:
    """Generated figures of every table, from a twin."""
    catalogue = filled_catalogue()
    with in_thread(catalogue) as base:
        yield Service(base, catalogue)


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """The figures published elsewhere, from a real hub with its database."""
    home, port = tmp_path_factory.mktemp("sdmx") / "hub", free_port()
    done("init", "--home", home, "--kind", "hub", "--port", str(port))
    done("load-published", PUBLISHED, "--home", home)
    with as_process(home, port) as served:
        yield Service(f"{served.url}/sdmx/2.1", published_catalogue())


@pytest.fixture
def service(request: pytest.FixtureRequest) -> Service:
    named: Service = request.getfixturevalue(request.param)
    return named


def download(base: str, flow: str, key: str = "all") -> list[Row]:
    with urlopen(f"{base}/data/{flow}/{key}?format=csv", timeout=60) as answer:  # noqa: S310 - our own server
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
    ("service", "client", "asked"),
    [
        ("generated", "with_sdmx1", "{}"),
        ("generated", "with_pysdmx", "csv"),
        ("generated", "with_pysdmx", "xml"),
        ("generated", "with_pysdmx", "generic"),
        ("hub", "with_sdmx1", "{}"),
        ("hub", "with_pysdmx", "xml"),
    ],
    indirect=["service"],
)
def test_a_client_gets_every_dataflow_as_the_csv_download_says(service: Service, client: str, asked: str) -> None:
    told = told_by(client, service.base, asked)
    assert set(told) == {flow.id for flow in service.catalogue.dataflows()}
    assert told.pop("EMPTY", REFUSED) == REFUSED
    for flow, rows in told.items():
        assert comparable(rows) == download(service.base, flow), flow
        assert len(rows) == service.catalogue.vintages(flow)[0].observations > 0


def test_sdmx1_asks_by_dimension_and_gets_those_series_only(hub: Service) -> None:
    for flow, rows in told_by("with_sdmx1", hub.base, '{"CITIZEN": "RS+XK"}').items():
        wanted = [row for row in download(hub.base, flow) if row["CITIZEN"] in ("RS", "XK")]
        assert rows == REFUSED if not wanted else comparable(rows) == wanted, flow


def test_what_a_hub_lets_download_is_the_committed_file(hub: Service) -> None:
    for flow in hub.catalogue.dataflows():
        with urlopen(f"{hub.base}/data/{flow.id}?format=csv") as answer:  # noqa: S310 - our own server
            assert answer.read() == (PUBLISHED / f"{flow.id}.csv").read_bytes(), flow.id


def test_twenty_slow_readers_do_not_stop_a_hub(hub: Service) -> None:
    address = urlsplit(hub.base)
    largest = max(hub.catalogue.dataflows(), key=lambda flow: hub.catalogue.vintages(flow.id)[0].observations)
    question = f"{address.path}/data/{largest.id}?format=genericdata&dimensionAtObservation=AllDimensions"
    request = f"GET {question} HTTP/1.1\r\nHost: {address.netloc}\r\n\r\n".encode()
    with ExitStack() as readers:
        for _ in range(20):
            reader = readers.enter_context(socket.socket())
            # set before connecting, or the window has been offered already and swallows the answer
            reader.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            reader.connect((address.hostname, address.port))
            reader.sendall(request)
        time.sleep(2)
        assert len(download(hub.base, "ESTAT_MIGR_EIRTN", ".....RS....")) > 100
